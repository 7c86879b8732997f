/** MinIO and Trino, as the variables of the stack name them. */
export interface Servers {
  readonly trino: string;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export function servers(): Servers {
  const variable = (name: string): string => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
  };
  return {
    trino: variable("SLUICE_TRINO_URL"),
    endpoint: variable("SLUICE_S3_ENDPOINT"),
    region: variable("SLUICE_S3_REGION"),
    bucket: variable("SLUICE_S3_BUCKET"),
    credentials: {
      accessKeyId: variable("SLUICE_S3_ACCESS_KEY_ID"),
      secretAccessKey: variable("SLUICE_S3_SECRET_ACCESS_KEY"),
    },
  };
}
