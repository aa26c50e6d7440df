CREATE TABLE trusted_issuer (
  gateway_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  api_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  group_name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  issuer VARCHAR(500) NOT NULL,
  jwks_url VARCHAR(1000) NOT NULL,
  PRIMARY KEY (gateway_id, api_id, group_name),
  INDEX trusted_issuer_organization_id_idx (organization_id),
  CONSTRAINT trusted_issuer_gateway_id_fkey FOREIGN KEY (gateway_id) REFERENCES gateway (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
