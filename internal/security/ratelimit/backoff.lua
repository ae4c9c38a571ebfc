-- Attempts at secrets; the same integers, in microseconds, as lane in backoff.go.
-- KEYS lanes · ARGV: begin, passed, failed or void; now ("" = the server's clock);
-- forget, lapse, crowded, mostFailed; number of waits, the waits; most of each lane
local how, now = ARGV[1], tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local forget, lapse, crowded, mostFailed = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local many = tonumber(ARGV[7])
local longest = tonumber(ARGV[7 + many])
local lanes, wait, paid = {}, 0, 0
for i, key in ipairs(KEYS) do
  local kept = redis.call('HMGET', key, 'failed', 'until', 'pending', 'lapse', 'forget')
  local l = {}
  for n = 1, 5 do l[n] = tonumber(kept[n] or 0) or 0 end
  if now >= l[5] then l = {0, 0, 0, 0, 0} end
  if now >= l[4] then l[3] = 0 end
  lanes[i] = l
  if l[2] > now then
    wait = math.max(wait, math.min(l[2] - now, longest))
  elseif l[3] >= math.max(1, math.floor(tonumber(ARGV[7 + many + i]) / 2 ^ math.min(l[1], 62))) then
    wait = math.max(wait, crowded)
  end
end
if how == 'begin' and wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  local l = lanes[i]
  if i == 1 then paid = l[1] end
  if how == 'begin' then
    l[3], l[4], l[5] = l[3] + 1, now + lapse, now + forget
  else
    l[3] = math.max(0, l[3] - 1)
  end
  if how == 'failed' then
    l[1] = math.min(l[1] + 1, mostFailed)
    l[2], l[5] = now + tonumber(ARGV[7 + math.min(l[1], many)]), now + forget
  elseif how == 'passed' then
    l[1] = math.max(0, l[1] - paid)
    if l[1] == 0 then l[2] = 0 end
  end
  if l[1] == 0 and l[3] == 0 then
    redis.call('DEL', key)
  else
    redis.call('HSET', key, 'failed', string.format('%.0f', l[1]), 'until', string.format('%.0f', l[2]),
      'pending', string.format('%.0f', l[3]), 'lapse', string.format('%.0f', l[4]), 'forget', string.format('%.0f', l[5]))
    redis.call('PEXPIRE', key, math.ceil(forget / 1000) + 1)
  end
end
return 0
