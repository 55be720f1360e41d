/**
 * Adds one batch of counts in one step, and once: a batch whose answer was lost is sent again under its number.
 *
 * KEYS: what this evaluator wrote last; the ids of reports of these ten minutes, and of the ten before; the buckets.
 * ARGV: the batch's number, how long its number and ids are kept (s), how many ids are kept at most, and as JSON
 * `{ttls, counts, reports}`: for each bucket the seconds it lives on and `[field, n, field, n, ...]`, for each report
 * its id and `[bucket, field, n, ...]`. Numbers are texts, since Lua's are doubles.
 *
 * The number is written first, with `call`: a user without rights, or a Redis without memory, refuses it before
 * anything is counted. From there on `pcall`: what cannot be counted (a key of another type) must not stop the rest half
 * way. A cell that holds garbage begins anew. A bucket is told when it ends with each new cell of it; telling it every
 * time would take a third longer. Answers how many cells could not be counted, and the first reason.
 */
export const FLUSH_SCRIPT = `
local seq = tonumber(ARGV[1])
local last = redis.pcall('HGET', KEYS[1], 'seq')
if type(last) == 'string' and (tonumber(last) or 0) >= seq then return {0, ''} end
redis.call('HSET', KEYS[1], 'seq', ARGV[1])
redis.pcall('EXPIRE', KEYS[1], ARGV[2])
local batch = cjson.decode(ARGV[4])
local failed, reason = 0, ''
local fresh = {}
local function add(i, field, n)
  local key = KEYS[3 + i]
  local done = redis.pcall('HINCRBY', key, field, n)
  if type(done) == 'table' and done.err and string.find(done.err, 'not an integer', 1, true) then
    done = redis.pcall('HSET', key, field, n)
  end
  if type(done) == 'table' and done.err then
    failed = failed + 1
    if reason == '' then reason = done.err end
  elseif done == 0 or done == tonumber(n) then
    fresh[i] = true
  end
end
for i, cells in ipairs(batch.counts) do
  for c = 1, #cells, 2 do add(i, cells[c], cells[c + 1]) end
end
local most = tonumber(ARGV[3])
for _, report in ipairs(batch.reports) do
  local id, cells = report[1], report[2]
  local before = redis.pcall('HGET', KEYS[3], id)
  if type(before) ~= 'string' then
    local count = redis.pcall('HLEN', KEYS[2])
    local isNew = 1
    if type(count) ~= 'number' or count < most then isNew = redis.pcall('HSET', KEYS[2], id, '1') end
    if isNew ~= 0 then
      for c = 1, #cells, 3 do add(cells[c], cells[c + 1], cells[c + 2]) end
    end
  end
end
if #batch.reports > 0 then redis.pcall('EXPIRE', KEYS[2], ARGV[2]) end
for i in pairs(fresh) do redis.pcall('EXPIRE', KEYS[3 + i], batch.ttls[i]) end
return {failed, reason}
`;
