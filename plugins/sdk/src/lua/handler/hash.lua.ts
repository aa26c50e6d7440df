import type { LibrarySources } from './library-source.ts';

/** `ctx.hash`: what OpenResty has at hand, and SHA-256 natively where the gateway's settings open `kong.tools.sha256`. */
export const hashLibraries: LibrarySources = {
  __hex: {
    needs: ['__context'],
    lua: String.raw`
local function __hex(bytes)
  return (string.gsub(bytes, ".", function(c) return string.format("%02x", string.byte(c)) end))
end`,
  },
  __c_hash_sha1: {
    needs: ['__hex'],
    lua: 'function __context.hash.sha1(text)\n  __charge(20 + #text / 64, #text)\n  return __hex(ngx.sha1_bin(text))\nend',
  },
  __c_hash_md5: {
    needs: ['__context'],
    lua: 'function __context.hash.md5(text)\n  __charge(20 + #text / 64, #text)\n  return ngx.md5(text)\nend',
  },
  __c_hash_hmacSha1: {
    needs: ['__hex'],
    lua: 'function __context.hash.hmacSha1(key, text)\n  __charge(20 + (#key + #text) / 64, #key + #text)\n  return __hex(ngx.hmac_sha1(key, text))\nend',
  },
  __c_hash_crc32: {
    needs: ['__context'],
    lua: 'function __context.hash.crc32(text)\n  __charge(20 + #text / 64, #text)\n  return ngx.crc32_long(text)\nend',
  },
  __sha256: {
    needs: ['__context'],
    // Without the setting: FIPS 180-4 by arithmetic, four bits at a time, as the sandbox has no bit operations.
    lua: String.raw`
local __sha256, __xor_byte
do
  local byte, char, rep, sub, floor = string.byte, string.char, string.rep, string.sub, math.floor
  local open, native = pcall(function() return require("kong.tools.sha256").sha256_bin end)
  local xor_of, and_of = {}, {}
  for a = 0, 15 do
    for b = 0, 15 do
      local x, y, power, both, one = a, b, 1, 0, 0
      for _ = 1, 4 do
        local i, j = x % 2, y % 2
        if i == 1 and j == 1 then both = both + power elseif i ~= j then one = one + power end
        x, y, power = (x - i) / 2, (y - j) / 2, power * 2
      end
      xor_of[a * 16 + b], and_of[a * 16 + b] = one, both
    end
  end
  local function combine(of, a, b)
    local result, power = 0, 1
    for _ = 1, 8 do
      local x, y = a % 16, b % 16
      result = result + of[x * 16 + y] * power
      a, b, power = (a - x) / 16, (b - y) / 16, power * 16
    end
    return result
  end
  local function xor(a, b, c)
    local result = combine(xor_of, a, b)
    return c and combine(xor_of, result, c) or result
  end
  local function shifted(x, n) return floor(x / 2 ^ n) end
  local function rotated(x, n) return shifted(x, n) + x % 2 ^ n * 2 ^ (32 - n) end
  function __xor_byte(text, value)
    local out = {}
    for i = 1, #text do out[i] = char(combine(xor_of, byte(text, i), value)) end
    return table.concat(out)
  end

  local round, start = {}, {}
  local function prepare()
    local primes, n = {}, 2
    while #primes < 64 do
      local is_prime = true
      for i = 1, #primes do
        if n % primes[i] == 0 then is_prime = false end
      end
      if is_prime then primes[#primes + 1] = n end
      n = n + 1
    end
    -- The first 32 bits of the fractions of roots, by exact integers: doubles alone lose the last ones.
    local function fraction(prime, degree)
      local low, high = 0, 4294967296
      local whole = floor(prime ^ (1 / degree) + 1e-9)
      while high - low > 1 do
        local middle = floor((low + high) / 2)
        local h, l = floor(middle / 65536), middle % 65536
        -- Limbs of 16 bits of (whole + middle / 2^32).
        local value = { l, h, whole }
        local product = { 1 }
        for _ = 1, degree do
          local out, carry = {}, 0
          for k = 1, #product + 3 do
            local sum = carry
            for i = 1, 3 do
              local other = product[k - i + 1]
              if other then sum = sum + value[i] * other end
            end
            out[k] = sum % 65536
            carry = floor(sum / 65536)
          end
          product = out
        end
        local integer, power = 0, 1
        for k = degree * 2 + 1, #product do
          integer = integer + product[k] * power
          power = power * 65536
        end
        if integer >= prime then high = middle else low = middle end
      end
      return low
    end
    for i = 1, 64 do round[i] = fraction(primes[i], 3) end
    for i = 1, 8 do start[i] = fraction(primes[i], 2) end
  end

  local function digest(text)
    __charge(200 + 3 * #text)
    if #round == 0 then prepare() end
    local state, w = {}, {}
    for i = 1, 8 do state[i] = start[i] end
    local size = #text * 8
    local tail = ""
    for _ = 1, 8 do
      tail = char(size % 256) .. tail
      size = floor(size / 256)
    end
    text = text .. "\128" .. rep("\0", (55 - #text) % 64) .. tail
    for from = 1, #text, 64 do
      for i = 1, 16 do
        local a, b, c, d = byte(text, from + i * 4 - 4, from + i * 4 - 1)
        w[i] = ((a * 256 + b) * 256 + c) * 256 + d
      end
      for i = 17, 64 do
        local x, y = w[i - 15], w[i - 2]
        local s0 = xor(rotated(x, 7), rotated(x, 18), shifted(x, 3))
        local s1 = xor(rotated(y, 17), rotated(y, 19), shifted(y, 10))
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) % 4294967296
      end
      local a, b, c, d, e, f, g, h = state[1], state[2], state[3], state[4], state[5], state[6], state[7], state[8]
      for i = 1, 64 do
        local s1 = xor(rotated(e, 6), rotated(e, 11), rotated(e, 25))
        local choice = xor(g, combine(and_of, e, xor(f, g)))
        local one = (h + s1 + choice + round[i] + w[i]) % 4294967296
        local s0 = xor(rotated(a, 2), rotated(a, 13), rotated(a, 22))
        local majority = combine(and_of, a, b) + combine(and_of, xor(a, b), c)
        h, g, f, e, d, c, b, a = g, f, e, (d + one) % 4294967296, c, b, a, (one + s0 + majority) % 4294967296
      end
      local add = { a, b, c, d, e, f, g, h }
      for i = 1, 8 do state[i] = (state[i] + add[i]) % 4294967296 end
    end
    local out = {}
    for i = 1, 8 do
      local x = state[i]
      out[i] = char(floor(x / 16777216), floor(x / 65536) % 256, floor(x / 256) % 256, x % 256)
    end
    return table.concat(out)
  end
  function __sha256(text)
    if not open or not native then return digest(text) end
    __charge(20 + #text / 64, #text)
    return native(text)
  end
end`,
  },
  __c_hash_sha256: {
    needs: ['__hex', '__sha256'],
    lua: 'function __context.hash.sha256(text)\n  return __hex(__sha256(text))\nend',
  },
  __c_hash_hmacSha256: {
    needs: ['__hex', '__sha256'],
    lua: String.raw`
function __context.hash.hmacSha256(key, text)
  if #key > 64 then key = __sha256(key) end
  key = key .. string.rep("\0", 64 - #key)
  return __hex(__sha256(__xor_byte(key, 92) .. __sha256(__xor_byte(key, 54) .. text)))
end`,
  },
};
