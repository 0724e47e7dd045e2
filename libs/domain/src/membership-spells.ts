/** A line entered or left after the close of a session, under what it was called then. */
export interface MembershipEvent {
  readonly session: string;
  readonly ticker: string;
  readonly action: 'entered' | 'exited';
  readonly rank: number | null;
  readonly previousRank: number | null;
  /** Why it left. */
  readonly reason: string | null;
}

/** A stretch of sessions over which a line was a member without a break; `exit` is null while it still is. */
export interface MembershipSpell {
  readonly entry: MembershipEvent;
  readonly exit: MembershipEvent | null;
}

/** The spells of one line, oldest first. `events` are by session; of one session an exit comes before an entry. */
export function membershipSpells(events: readonly MembershipEvent[]): MembershipSpell[] {
  const spells: MembershipSpell[] = [];
  let entry: MembershipEvent | null = null;
  for (const event of events) {
    if (event.action === 'entered') {
      entry ??= event;
    } else if (entry !== null) {
      spells.push({ entry, exit: event });
      entry = null;
    }
  }
  return entry === null ? spells : [...spells, { entry, exit: null }];
}
