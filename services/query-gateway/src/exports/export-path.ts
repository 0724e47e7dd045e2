/** Where a workbook is downloaded; a job's result holds it, so it also tells which job made an export. */
export const exportPath = (exportId: string): string => `/v1/exports/${exportId}`;
