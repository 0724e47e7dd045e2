import type { ChosenRules } from '#contracts/api/definition.schema';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';

/** A definition by the rules that a caller chose; what he left out is as in the default index. Equal choices give equal definitions. */
export function chosenDefinition(id: string, rules: ChosenRules): IndexDefinition {
  return {
    ...defaultIndex,
    id,
    size: rules.size ?? defaultIndex.size,
    schedule: rules.schedule ?? defaultIndex.schedule,
    lag: rules.lag ?? defaultIndex.lag,
    buffer: rules.buffer ?? defaultIndex.buffer,
    share_classes: rules.share_classes ?? defaultIndex.share_classes,
    sectors: namesOf(rules.sectors),
    exchanges: namesOf(rules.exchanges),
    return: rules.return ?? defaultIndex.return,
    base_level: rules.base_level ?? defaultIndex.base_level,
    cost_bps: rules.cost_bps ?? defaultIndex.cost_bps,
  };
}

function namesOf(given: readonly string[] | null | undefined): string[] | null {
  return given === null || given === undefined ? null : [...new Set(given)].sort();
}
