import { expect, it } from "vitest";
import { signature } from "../src/stack/s3.js";

// "GET Bucket Lifecycle" in https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
it("signs as Amazon's example does", () => {
  const s3 = {
    endpoint: "https://examplebucket.s3.amazonaws.com",
    region: "us-east-1",
    bucket: "",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  const url = new URL(`${s3.endpoint}/?lifecycle`);
  const { authorization } = signature(s3, "GET", url, new Date("2013-05-24T00:00:00Z"));
  expect(authorization).toBe(
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, " +
      "SignedHeaders=host;x-amz-content-sha256;x-amz-date, " +
      "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  );
});
