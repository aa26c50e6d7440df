/** The validator's checks of lists and objects; a part of its closure, which gives `nodes`, `check`, `fail` and the like. */
export const collectionsLua = String.raw`    local function is_unique(value)
      local seen = {}
      for i = 1, value.n do
        local text = canonical(value[i])
        if seen[text] then return false end
        seen[text] = true
      end
      return true
    end

    local function check_array(rule, value)
      local n, ok = value.n, true
      if rule.min and n < rule.min then ok = fail("must have at least " .. plural(rule.min, "item")) end
      if rule.max and n > rule.max then ok = fail("must have at most " .. plural(rule.max, "item")) end
      if rule.unique and not is_unique(value) then ok = fail("must not hold an item twice") end
      local prefix = rule.prefix
      for i = 1, n do
        local index = prefix and prefix[i] or (rule.items and i > (prefix and #prefix or 0) and rule.items)
        if index and not below(index, value[i], "" .. (i - 1)) then
          if not sink then return false end
          ok = false
        end
      end
      if rule.contains then
        local found = 0
        for i = 1, n do
          if quietly(rule.contains, value[i]) then found = found + 1 end
        end
        if found < (rule.atLeast or 1) or (rule.atMost and found > rule.atMost) then
          ok = fail("must hold the described items as often as described")
        end
      end
      return ok
    end

    local function positions(value)
      local at = value.at
      if not at then
        at = {}
        for i = 1, value.n do at[value.names[i]] = i end
        value.at = at
      end
      return at
    end

    local function check_object(rule, value)
      local n, ok, at = value.n, true, positions(value)
      if rule.min and n < rule.min then ok = fail("must have at least " .. plural(rule.min, "member")) end
      if rule.max and n > rule.max then ok = fail("must have at most " .. plural(rule.max, "member")) end
      if rule.required then
        for i = 1, #rule.required do
          if not at[rule.required[i]] then
            ok = fail("is required", rule.required[i])
            if not sink then return false end
          end
        end
      end
      if rule.needs then
        for name, needed in pairs(rule.needs) do
          if at[name] then
            for i = 1, #needed do
              if not at[needed[i]] then ok = fail("is required beside " .. name, needed[i]) end
            end
          end
        end
      end
      local props, patterns = rule.props, rule.patterns
      if props or patterns or rule.rest or rule.names then
        for i = 1, n do
          local name, described = value.names[i], false
          local index = props and props[name]
          local good = true
          if index then
            described = true
            good = below(index, value[i], name)
          end
          if patterns then
            for p = 1, #patterns do
              if matches(name, patterns[p].pattern) then
                described = true
                good = below(patterns[p].node, value[i], name) and good
              end
            end
          end
          if not described and rule.rest then
            if nodes[rule.rest].never then
              charge(1)
              good = fail("is not described", name)
            else
              good = below(rule.rest, value[i], name)
            end
          end
          if rule.names and not quietly(rule.names, json.quote(name)) then good = fail("has a name that is not admitted", name) end
          if not good then
            if not sink then return false end
            ok = false
          end
        end
      end
      if rule.schemas then
        for name, index in pairs(rule.schemas) do
          if at[name] and not check(index, value) then ok = false end
        end
      end
      return ok
    end

`;
