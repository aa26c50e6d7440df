CREATE TABLE policy_attachment (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  project_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  api_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  operation_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  policy VARCHAR(100) COLLATE utf8mb4_nopad_bin NOT NULL,
  policy_version VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
  configuration MEDIUMTEXT NOT NULL,
  position INT NOT NULL,
  enabled TINYINT(1) NOT NULL,
  version INT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  INDEX policy_attachment_organization_id_project_id_api_id_idx (organization_id, project_id, api_id),
  INDEX policy_attachment_organization_id_api_id_idx (organization_id, api_id),
  INDEX policy_attachment_organization_id_operation_id_idx (organization_id, operation_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE audit_event (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  actor_id VARCHAR(100) NOT NULL,
  action VARCHAR(100) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  details TEXT NOT NULL,
  at DATETIME(3) NOT NULL,
  INDEX audit_event_organization_id_at_idx (organization_id, at)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE outbox_event (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  type VARCHAR(100) NOT NULL,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NULL,
  subject VARCHAR(100) NOT NULL,
  at DATETIME(3) NOT NULL,
  INDEX outbox_event_organization_id_id_idx (organization_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
