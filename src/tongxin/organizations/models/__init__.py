from tongxin.organizations.models.organization import (
    Organization,
    OrganizationEdge,
    OrganizationForm,
    OrganizationLink,
    RegionRole,
)
from tongxin.organizations.models.post import Affiliation, Post

__all__ = [
    "Affiliation",
    "Organization",
    "OrganizationEdge",
    "OrganizationForm",
    "OrganizationLink",
    "Post",
    "RegionRole",
]
