import { createHash } from 'node:crypto';
import { STEPS_PER_PERIOD } from './rate-limiter.js';

/**
 * The same counting as `usage-window.ts`, for many calls at once: KEYS has the key of each call, ARGV its cost, points and period in
 * milliseconds. Answers with three numbers per call: granted (1 or 0), remaining, milliseconds until points come back.
 *
 * The time is Redis's own, so that the clocks of the callers do not matter. A value is text, `step:count` by `step:count`, oldest
 * first. Where the clock was set back, what lies in the future counts as used now.
 */
export const RATE_LIMIT_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answers = {}
for call = 1, #KEYS do
  local key = KEYS[call]
  local points = tonumber(ARGV[call * 3 - 1])
  local price = math.min(tonumber(ARGV[call * 3 - 2]), points)
  local period = tonumber(ARGV[call * 3])
  local width = period / ${STEPS_PER_PERIOD}
  local step = math.floor(now / width)
  local steps, counts, used, size = {}, {}, 0, 0
  local stored = redis.call('GET', key)
  if stored then
    for at, count in string.gmatch(stored, '(%d+):(%d+)') do
      at = math.min(tonumber(at), step)
      if at >= step - ${STEPS_PER_PERIOD} then
        size = size + 1
        steps[size] = at
        counts[size] = tonumber(count)
        used = used + counts[size]
      end
    end
  end
  local granted = used + price <= points
  local free = steps[1] or step
  if granted then
    if price > 0 then
      if size == 0 or steps[size] < step then
        size = size + 1
        steps[size] = step
        counts[size] = 0
      end
      counts[size] = counts[size] + price
      used = used + price
      local parts = {}
      for position = 1, size do
        parts[position] = string.format('%d:%d', steps[position], counts[position])
      end
      redis.call('SET', key, table.concat(parts, ' '), 'PX', math.ceil(period + 2 * width))
    end
  else
    local wanted = used + price - points
    local freed = 0
    for position = 1, size do
      freed = freed + counts[position]
      free = steps[position]
      if freed >= wanted then break end
    end
  end
  answers[call * 3 - 2] = granted and 1 or 0
  answers[call * 3 - 1] = math.max(0, points - used)
  answers[call * 3] = math.ceil((free + ${STEPS_PER_PERIOD} + 1) * width - now)
end
return answers`;

/** By which Redis knows the script once it has seen it. */
export const RATE_LIMIT_SCRIPT_SHA = createHash('sha1').update(RATE_LIMIT_SCRIPT).digest('hex');
