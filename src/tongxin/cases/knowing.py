"""Answers that the profile brings: examples that a city checks and makes its own."""

from tongxin.cases.models import KnowledgeItem
from tongxin.cases.reading import words_of
from tongxin.kernel.profiles import Profile


def load(profile: Profile) -> int:
    """Bring the examples in once; what was revised on the pages stays."""
    table = profile.tables.get("knowledge", {})
    known = set(KnowledgeItem.objects.values_list("code", flat=True))
    fresh = [
        KnowledgeItem(
            code=code[:20], question=item["question"], answer=item["answer"], basis=item.get("basis", ""),
            category=item.get("category", ""), office=item.get("office", ""), phone=item.get("phone", ""),
            valid_from=table["valid_from"], review_on=table["review_on"], is_example=True,
            words=words_of(f"{item['question']}。{item['answer']}"),
        )
        for code, item in table.get("items", {}).items()
        if code[:20] not in known
    ]  # fmt: skip
    KnowledgeItem.objects.bulk_create(fresh)
    return len(fresh)
