import { FrameworkError } from '../../core/index.js';

/** The error of a file of the user's that cannot be used. */
export function fileFault(name: string, message: string, help?: string): FrameworkError {
  return new FrameworkError([
    {
      code: 'FILE_DATA',
      severity: 'error',
      message: `${name}: ${message}`,
      ...(help === undefined ? {} : { help }),
    },
  ]);
}

/** What the operating system said, in words; rethrows what is no fault of a file. */
export function systemFault(
  name: string,
  action: 'read' | 'written',
  error: unknown,
): FrameworkError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') throw error;
  return fileFault(name, `cannot be ${action}: ${reasons[code] ?? code}`);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the path is too long',
  ENOSPC: 'no space left',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
};
