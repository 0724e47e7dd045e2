import { SizedMemory } from './sized-memory.js';

describe('the sized memory', () => {
  it('forgets what was used longest ago when its bytes are used up', () => {
    const memory = new SizedMemory<{ name: string }>(800);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) memory.set(name, { name }, 100);
    expect(memory.get('a')).toEqual({ name: 'a' });
    memory.set('i', { name: 'i' }, 100);
    expect(memory.get('a')).toEqual({ name: 'a' });
    expect(memory.get('b')).toBeUndefined();
    memory.delete('a');
    expect(memory.get('a')).toBeUndefined();
  });

  it('does not keep what would push out too many others', () => {
    const memory = new SizedMemory<object>(800);
    memory.set('large', {}, 101);
    expect(memory.get('large')).toBeUndefined();
  });
});
