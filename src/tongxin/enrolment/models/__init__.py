from tongxin.enrolment.models.enrolment import ACTIVE, Enrolment
from tongxin.enrolment.models.post import HELD, PostClaim, ServicePost

__all__ = ["ACTIVE", "HELD", "Enrolment", "PostClaim", "ServicePost"]
