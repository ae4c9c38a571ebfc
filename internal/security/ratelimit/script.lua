-- One take of the generic cell rate algorithm; the same integers, in
-- microseconds, as allowance.admit in gcra.go.
-- KEYS[1] bucket · ARGV: interval, window, price, now ("" = the server's clock)
local interval, window, price = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now = tonumber(ARGV[4])
local grace = 60000
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  grace = 1
end
local arrival = tonumber(redis.call('GET', KEYS[1]) or now) or now
arrival = math.min(math.max(arrival, now), now + window)
local ahead = arrival - now
local spare = window - ahead - price
if spare < 0 then
  return {0, math.floor((window - ahead) / interval), math.min(-spare, window), ahead}
end
redis.call('SET', KEYS[1], string.format('%.0f', arrival + price), 'PX', math.ceil((ahead + price) / 1000) + grace)
return {1, math.floor(spare / interval), 0, ahead + price}
