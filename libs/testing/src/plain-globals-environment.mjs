/**
 * Jest's environment for Node with one difference: the globals of a suite are those of an ordinary global object, as in a program.
 *
 * Jest puts an object of its own behind them, so that each mention of `Math`, `Map` or `Buffer` in any module asks that object
 * anew, which takes hundreds of times as long as the rest of what `Math.floor(x)` does. How much a suite gains depends on
 * how much it computes. Suites are as separate from each other as before: each has a context of its own.
 */
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

export default class PlainGlobalsEnvironment extends TestEnvironment {
  constructor(...parameters) {
    // Jest makes the context in its constructor and lets nobody choose the kind of it.
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...parameters);
    } finally {
      vm.createContext = createContext;
    }
  }
}
