import { defaultIndex } from './index-definition.js';

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
    return: 'price',
    base_date: null,
    base_level: 1000,
    cost_bps: 0,
    on_gap: 'bridge',
  });
});
