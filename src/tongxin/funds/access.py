from tongxin.kernel.access import holds, is_own, serves_area

may_open_source = holds("funds.manage") & (serves_area | is_own("keeper_id"))
may_arrange = holds("funds.manage") & (serves_area | is_own("owner_id"))
