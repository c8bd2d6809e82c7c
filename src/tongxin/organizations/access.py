from tongxin.kernel.access import holds, serves_area

may_register = holds("organizations.register") & serves_area
may_approve = holds("organizations.approve") & serves_area
may_appoint = holds("organizations.appoint") & serves_area
