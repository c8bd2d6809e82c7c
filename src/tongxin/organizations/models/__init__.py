from tongxin.organizations.models.duty_phone import DutyPhone
from tongxin.organizations.models.organization import (
    GroupMember,
    Organization,
    OrganizationEdge,
    OrganizationForm,
    OrganizationLink,
    RegionRole,
)
from tongxin.organizations.models.post import Affiliation, Post

__all__ = [
    "Affiliation",
    "DutyPhone",
    "GroupMember",
    "Organization",
    "OrganizationEdge",
    "OrganizationForm",
    "OrganizationLink",
    "Post",
    "RegionRole",
]
