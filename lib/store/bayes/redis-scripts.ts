/** What Redis does by itself, in Lua (of 2.6 and later): one answer for many tokens, and changes that nobody sees half done. */

/** KEYS: tokens. Gives for each `spam` and `ham`, one after the other. */
export const GET_COUNTS = `
local found = {}
for at, key in ipairs(KEYS) do
  local pair = redis.call('HMGET', key, 's', 'h')
  found[2 * at - 1] = tonumber(pair[1] or 0)
  found[2 * at] = tonumber(pair[2] or 0)
end
return found`;

/** KEYS: tokens. ARGV: seconds to live or 0, then spam and ham for each. */
export const ADD_TOKENS = `
local ttl = tonumber(ARGV[1])
for at, key in ipairs(KEYS) do
  local spam, ham = tonumber(ARGV[2 * at]), tonumber(ARGV[2 * at + 1])
  if spam > 0 then redis.call('HINCRBY', key, 's', spam) end
  if ham > 0 then redis.call('HINCRBY', key, 'h', ham) end
  if ttl > 0 then redis.call('EXPIRE', key, ttl) end
end
return #KEYS`;

/** KEYS: tokens. ARGV: what to take, spam and ham for each: a field that would not stay above 0 goes, and with its last field the token. */
export const TAKE_TOKENS = `
for at, key in ipairs(KEYS) do
  for place, field in ipairs({ 's', 'h' }) do
    local less = tonumber(ARGV[2 * at + place - 2])
    if less > 0 and redis.call('HEXISTS', key, field) == 1 then
      if redis.call('HINCRBY', key, field, -less) <= 0 then redis.call('HDEL', key, field) end
    end
  end
end
return #KEYS`;

/** KEYS: numbers. ARGV: what to add to each; never below 0. */
export const ADD_TO_TOTALS = `
for at, key in ipairs(KEYS) do
  if redis.call('INCRBY', key, ARGV[at]) < 0 then redis.call('SET', key, 0) end
end
return #KEYS`;
