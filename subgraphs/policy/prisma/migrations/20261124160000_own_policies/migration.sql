ALTER TABLE policy_attachment
  MODIFY organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  MODIFY project_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  ADD COLUMN gateway_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  ADD COLUMN application_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  ADD INDEX policy_attachment_gateway_id_idx (gateway_id),
  ADD INDEX policy_attachment_organization_id_application_id_idx (organization_id, application_id);

CREATE TABLE policy_version (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  project_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  name VARCHAR(100) COLLATE utf8mb4_nopad_bin NOT NULL,
  version VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
  state VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
  instead VARCHAR(500) NULL,
  source MEDIUMTEXT NOT NULL,
  transpiled MEDIUMTEXT NOT NULL,
  manifest MEDIUMTEXT NOT NULL,
  handler_code MEDIUMTEXT NOT NULL,
  hash CHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  published_at DATETIME(3) NULL,
  UNIQUE INDEX policy_version_project_id_name_version_key (project_id, name, version),
  INDEX policy_version_organization_id_project_id_name_idx (organization_id, project_id, name)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
