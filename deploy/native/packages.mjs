/** System packages that a start may need. */
import { execFileSync } from 'node:child_process';

export function isRoot() {
  return process.getuid?.() === 0;
}

function run(command, args) {
  execFileSync(command, args, { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

/** Installs a Debian package as root; anybody else is told what to install. `what` names it for people. */
export function installPackage(name, what) {
  const advice = `${what} is not installed. Install it (Debian, Ubuntu: apt-get install ${name}) and start again.`;
  if (!isRoot()) throw new Error(advice);
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  try {
    process.stderr.write(`${what} is not installed: installing ${name} …\n`);
    run('apt-get', [...options, 'update']);
    run('apt-get', [...options, 'install', '-y', '--no-install-recommends', name]);
  } catch (error) {
    throw new Error(`${advice} Installing it here failed: ${error.message}`, { cause: error });
  }
}

export function commandExists(command) {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
