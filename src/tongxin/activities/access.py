"""Who may: organizers reach an activity by its place or by its host; people join for themselves or at the desk."""

from tongxin.kernel.access import Predicate, holds, serves_area

serves_host = Predicate(
    lambda actor, it: actor.steers.along == "organization" and actor.steers.covers(it.host.path), "serves the host"
)
reaches = serves_area | serves_host

may_organize = holds("activities.organize") & reaches
may_record = holds("activities.record") & reaches
may_confirm = holds("activities.confirm") & reaches
may_serve_at_desk = (holds("activities.join") | holds("activities.record")) & reaches
