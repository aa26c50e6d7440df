CREATE TABLE environment (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  audience VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE INDEX environment_name_key (name)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE gateway (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  environment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(40) NOT NULL,
  mode VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  admin_url VARCHAR(2000) NOT NULL,
  proxy_url VARCHAR(2000) NOT NULL,
  generation INT NOT NULL DEFAULT 0,
  posted_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  consumer_cursor INT NOT NULL DEFAULT 0,
  lease_holder CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lease_epoch INT NOT NULL DEFAULT 0,
  lease_until DATETIME(3) NULL,
  drifted_units INT NULL,
  compared_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE INDEX gateway_name_key (name),
  INDEX gateway_environment_id_idx (environment_id),
  CONSTRAINT gateway_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES environment (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE api (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  slug VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  title VARCHAR(500) NOT NULL,
  version VARCHAR(200) NOT NULL,
  description TEXT NULL,
  state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base_path VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  upstream_url VARCHAR(2000) NOT NULL,
  document_format VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision INT NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE INDEX api_base_path_key (base_path),
  UNIQUE INDEX api_project_id_slug_key (project_id, slug),
  INDEX api_organization_id_project_id_id_idx (organization_id, project_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE api_document (
  api_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content LONGBLOB NOT NULL,
  INDEX api_document_organization_id_idx (organization_id),
  CONSTRAINT api_document_api_id_fkey FOREIGN KEY (api_id) REFERENCES api (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE base_path_root (
  segment VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE operation (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  api_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `key` TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  method VARCHAR(40) NOT NULL,
  path TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  operation_id VARCHAR(500) NULL,
  summary VARCHAR(500) NULL,
  deprecated BOOLEAN NOT NULL,
  `position` INT NOT NULL,
  INDEX operation_organization_id_idx (organization_id),
  INDEX operation_api_id_position_idx (api_id, `position`),
  CONSTRAINT operation_api_id_fkey FOREIGN KEY (api_id) REFERENCES api (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE revision (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  api_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number INT NOT NULL,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bundle LONGBLOB NOT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE INDEX revision_api_id_hash_key (api_id, hash),
  UNIQUE INDEX revision_api_id_number_key (api_id, number),
  INDEX revision_organization_id_idx (organization_id),
  CONSTRAINT revision_api_id_fkey FOREIGN KEY (api_id) REFERENCES api (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE deployment (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  api_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  environment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  generation INT NOT NULL,
  observed_generation INT NULL,
  conditions TEXT NOT NULL,
  error TEXT NULL,
  writes INT NOT NULL DEFAULT 0,
  created_at DATETIME(3) NOT NULL,
  UNIQUE INDEX deployment_api_id_environment_id_generation_key (api_id, environment_id, generation),
  INDEX deployment_organization_id_id_idx (organization_id, id),
  CONSTRAINT deployment_api_id_fkey FOREIGN KEY (api_id) REFERENCES api (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE gateway_unit (
  gateway_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  unit_key VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entities LONGBLOB NOT NULL,
  wanted LONGBLOB NULL,
  status VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  error TEXT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (gateway_id, unit_key),
  INDEX gateway_unit_organization_id_idx (organization_id),
  CONSTRAINT gateway_unit_gateway_id_fkey FOREIGN KEY (gateway_id) REFERENCES gateway (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE audit_event (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  actor_id VARCHAR(100) NOT NULL,
  action VARCHAR(100) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  details TEXT NOT NULL,
  at DATETIME(3) NOT NULL,
  INDEX audit_event_organization_id_at_idx (organization_id, at)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE outbox_event (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  type VARCHAR(100) NOT NULL,
  organization_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  subject VARCHAR(100) NOT NULL,
  at DATETIME(3) NOT NULL,
  INDEX outbox_event_organization_id_id_idx (organization_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
