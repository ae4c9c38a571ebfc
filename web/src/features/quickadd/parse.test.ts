import { describe, expect, it } from 'vitest'

import { type Known, refusedKey, titleOf, tokensOf } from './parse'

// A Tuesday, 11:30 in Berlin.
const today = { now: new Date('2026-11-24T10:30:00Z'), zone: 'Europe/Berlin', language: 'en' }
const known: Known = {
  me: 'usr_1',
  projects: [{ id: 'prj_1', name: 'Launch' }, { id: 'prj_2', name: 'Launch plan' }, { id: 'prj_3', name: 'Küche & Bad' }],
  labels: [{ id: 'lbl_1', name: 'bug' }, { id: 'lbl_2', name: 'good first issue' }],
  members: [{ id: 'usr_1', name: 'Member One' }, { id: 'usr_2', name: 'Admin' }, { id: 'usr_3', name: 'Guest Two' }],
}

function read(line: string, language = 'en', at = today) {
  const tokens = tokensOf(line, { ...at, language }, known)
  const meaning = (one: (typeof tokens)[number]) => (one.kind === 'due' ? one.due : one.kind === 'priority' ? one.priority : one.kind === 'repeat' ? one.repeat.rule : one.id)
  const first = tokens.find((one) => one.kind === 'repeat')?.due
  return { title: titleOf(line, tokens), ...(first === undefined ? {} : { due: first }), ...Object.fromEntries(tokens.map((one) => [one.kind, meaning(one)])) }
}

describe('dates', () => {
  it.each([
    ['Call today', '2026-11-24'],
    ['Call tomorrow', '2026-11-25'],
    ['Call tomorrow 5pm', '2026-11-25T16:00:00Z'],
    ['Call tomorrow at 5', '2026-11-25T16:00:00Z'],
    ['Call tomorrow at 11', '2026-11-25T10:00:00Z'],
    ['Call 5:15pm tomorrow', '2026-11-25T16:15:00Z'],
    ['Call tomorrow morning', '2026-11-25T08:00:00Z'],
    ['Call at 17:00', '2026-11-24T16:00:00Z'],
    ['Call at 9:00', '2026-11-25T08:00:00Z'],
    ['Call 12am', '2026-11-24T23:00:00Z'],
    ['Call fri', '2026-11-27'],
    ['Call on Friday', '2026-11-27'],
    ['Call tue', '2026-12-01'],
    ['Call next tue', '2026-12-01'],
    ['Call next friday', '2026-12-04'],
    ['Call next week', '2026-11-30'],
    ['Call next month', '2026-12-01'],
    ['Call end of month', '2026-11-30'],
    ['Call this weekend', '2026-11-28'],
    ['Call in 3 days', '2026-11-27'],
    ['Call in a week', '2026-12-01'],
    ['Call in 2 months', '2027-01-24'],
    ['Call in 2 hours', '2026-11-24T12:30:00Z'],
    ['Call in 45 min', '2026-11-24T11:15:00Z'],
    ['Call 2026-12-24', '2026-12-24'],
    ['Call 2026-12-24T17:00', '2026-12-24T16:00:00Z'],
    ['Call Dec 24', '2026-12-24'],
    ['Call 24th of December', '2026-12-24'],
    ['Call January 2nd, 2028', '2028-01-02'],
    ['Call Feb 29', '2028-02-29'],
    ['Call 24.12.', '2026-12-24'],
    ['Call 1.2.', '2027-02-01'],
    ['Call 24.12.27', '2027-12-24'],
    ['Call 24.12.2026 14:30', '2026-12-24T13:30:00Z'],
    ['Call heute', '2026-11-24'],
    ['Call morgen', '2026-11-25'],
    ['Call morgen früh', '2026-11-25T08:00:00Z'],
    ['Call übermorgen 14 Uhr', '2026-11-26T13:00:00Z'],
    ['Call um 14:30 Uhr', '2026-11-24T13:30:00Z'],
    ['Call am Freitag um 9', '2026-11-27T08:00:00Z'],
    ['Call nächsten Freitag', '2026-12-04'],
    ['Call nächste Woche', '2026-11-30'],
    ['Call in 3 Tagen', '2026-11-27'],
    ['Call in einer Woche', '2026-12-01'],
    ['Call in 2 Stunden', '2026-11-24T12:30:00Z'],
    ['Call am 24. Dezember', '2026-12-24'],
    ['Call 3. März 2027', '2027-03-03'],
    ['Call Monatsende', '2026-11-30'],
  ])('%s', (line, due) => {
    expect(read(line)).toEqual({ title: 'Call', due })
  })

  it.each([['Anruf Fr', '2026-11-27'], ['Anruf am Do', '2026-11-26'], ['Anruf So.', '2026-11-29'], ['Anruf Mi. 10 Uhr', '2026-11-25T09:00:00Z']])('%s, in German', (line, due) => {
    expect(read(line, 'de')).toEqual({ title: 'Anruf', due })
  })

  it.each([
    'Do the thing', 'Things to do.', 'So, what', 'Version 1.2', 'Release 1.2.3', 'Buy 5 apples', 'Mayor of March', 'Mr. Monk', 'Room 17', 'Sunny place', 'x2026-12-24', '31.2.', '2026-02-30', 'in 3 acts',
    'Pay 24/7 support', 'Todays menu', 'mail to a@bug.example', 'C# code', '1+1', 'p5', 'p1x', '#123', '@nobody', '+49 30 1234',
  ])('“%s” means nothing', (line) => {
    expect(read(line)).toEqual({ title: line })
  })

  it('are those of the person’s zone, also where the day is another', () => {
    expect(read('Call today', 'en', { ...today, zone: 'Pacific/Kiritimati' })).toMatchObject({ due: '2026-11-25' })
    expect(read('Call today', 'en', { ...today, zone: 'America/Los_Angeles', now: new Date('2026-11-24T06:00:00Z') })).toMatchObject({ due: '2026-11-23' })
  })

  it('keep the clock’s time over its changes', () => {
    const before = { ...today, now: new Date('2026-10-24T10:00:00Z') }
    expect(read('Call tomorrow 5pm', 'en', before)).toMatchObject({ due: '2026-10-25T16:00:00Z' })
    expect(read('Call today 5pm', 'en', before)).toMatchObject({ due: '2026-10-24T15:00:00Z' })
    // 2:30 is not shown on that day.
    expect(read('Call tomorrow 2:30', 'en', { ...today, now: new Date('2026-03-28T10:00:00Z') })).toMatchObject({ due: '2026-03-29T01:30:00Z' })
  })
})

describe('names, priorities and what repeats', () => {
  it.each([
    ['Ship it #Launch', { title: 'Ship it', project: 'prj_1' }],
    ['Ship it #launch plan p1', { title: 'Ship it', project: 'prj_2', priority: 'urgent' }],
    ['#launch-plan Ship it', { title: 'Ship it', project: 'prj_2' }],
    ['Fliesen #küche & bad morgen', { title: 'Fliesen', project: 'prj_3', due: '2026-11-25' }],
    ['Fix @good first issue @bug now', { title: 'Fix now', label: 'lbl_1' }],
    ['Fix +admin', { title: 'Fix', assignee: 'usr_2' }],
    ['Fix +Guest p4', { title: 'Fix', assignee: 'usr_3', priority: 'low' }],
    ['Fix +me', { title: 'Fix', assignee: 'usr_1' }],
    ['Fix (P2)', { title: 'Fix ()', priority: 'high' }],
    ['Water plants every 2nd tue', { title: 'Water plants', repeat: 'FREQ=MONTHLY;BYDAY=2TU', due: '2026-12-08' }],
    ['Blumen gießen jeden 2. Dienstag', { title: 'Blumen gießen', repeat: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', due: '2026-11-24' }],
    ['Report every month tomorrow', { title: 'Report', repeat: 'FREQ=MONTHLY;BYMONTHDAY=25', due: '2026-11-25' }],
    ['Stand-up every weekday 9:30', { title: 'Stand-up', repeat: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', due: '2026-11-25T08:30:00Z' }],
    ['Back up every day 23:00', { title: 'Back up', repeat: 'FREQ=DAILY', due: '2026-11-24T22:00:00Z' }],
    ['Pay every 15th', { title: 'Pay', repeat: 'FREQ=MONTHLY;BYMONTHDAY=15', due: '2026-12-15' }],
  ])('%s', (line, meaning) => {
    expect(read(line)).toEqual(meaning)
  })

  it('count once: the last of two dates', () => {
    expect(read('Prepare Monday meeting tomorrow p1 p2')).toEqual({ title: 'Prepare Monday meeting p1', due: '2026-11-25', priority: 'high' })
  })

  it('stay text when they were taken back', () => {
    const refused = new Set([refusedKey('Tomorrow'), refusedKey('on Monday')])
    const line = 'Watch Tomorrow never dies on Monday fri'
    const tokens = tokensOf(line, today, known, refused)
    expect(tokens.map((one) => one.text)).toEqual(['fri'])
    expect(titleOf(line, tokens)).toBe('Watch Tomorrow never dies on Monday')
    expect(tokensOf('Watch Tomorrow never dies on Monday', today, known, refused)).toEqual([])
  })
})

/** A small generator with a seed: the same cases in every run. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor(state / 65_536) % below
  }
}

describe('whatever is typed', () => {
  const pieces = ['tomorrow', '5pm', '#Launch', '@bug', '+me', 'p1', 'every 2nd tue', ' ', '  ', '\t', 'Brot', 'é', '👩‍💻', '<b>', '"', '(', ')', '.', ',', '24.12.', 'in', '3', 'days', 'am', 'Fr.', '#', '+', '@', '\u202e', '2026-12-24', 'T', '12:60', 'ſ', 'İ']

  it('is cut only at tokens, in order, and nothing else is lost', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const draw = random(seed)
      const line = Array.from({ length: 1 + draw(12) }, () => (pieces[draw(pieces.length)] ?? '') + (draw(2) === 0 ? ' ' : '')).join('')
      const tokens = tokensOf(line, { ...today, language: draw(2) === 0 ? 'de' : 'en' }, known)
      for (const [at, token] of tokens.entries()) {
        expect(line.slice(token.start, token.end)).toBe(token.text)
        expect(token.start).toBeGreaterThanOrEqual(tokens[at - 1]?.end ?? 0)
      }
      const cut = tokens.reduceRight((rest, one) => rest.slice(0, one.start) + rest.slice(one.end), line)
      const letters = (text: string) => text.replace(/\s/gu, '')
      expect(letters(titleOf(line, tokens))).toBe(letters(cut))
      expect(titleOf(line, [])).toBe(line.trim())
    }
  })

  it('is read in no time, however long', () => {
    const long = 'in a next monday 24. '.repeat(2000)
    const started = performance.now()
    tokensOf(long, today, known)
    tokensOf('('.repeat(40_000), today, known)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
