import { completeDefinition, defaultIndex } from './index-definition.js';

it('the default index is the 100 largest companies, rebalanced daily at the close, from 1000', () => {
  expect(defaultIndex).toEqual({
    id: 'top100-equal',
    size: 100,
    weighting: 'equal',
    rank_by: 'market_cap',
    schedule: 'daily',
    lag: 0,
    buffer: 0,
    share_classes: 'company',
    sectors: null,
    exchanges: null,
    return: 'price',
    base_date: null,
    base_level: 1000,
    cost_bps: 0,
    on_gap: 'bridge',
  });
});

it('a definition from before there were filters limits nothing', () => {
  const { sectors: _sectors, exchanges: _exchanges, ...older } = { ...defaultIndex, size: 7 };
  expect(completeDefinition(older)).toEqual({ ...defaultIndex, size: 7, sectors: null, exchanges: null });
  expect(completeDefinition({ ...older, sectors: ['Energy'] }).sectors).toEqual(['Energy']);
});
