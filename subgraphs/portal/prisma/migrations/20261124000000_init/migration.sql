CREATE TABLE publication (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  project_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  api_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  slug VARCHAR(80) COLLATE utf8mb4_nopad_bin NOT NULL,
  title VARCHAR(200) NOT NULL,
  summary VARCHAR(500) NOT NULL,
  api_version VARCHAR(100) NOT NULL,
  visibility VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
  document LONGTEXT NOT NULL,
  document_format VARCHAR(10) COLLATE utf8mb4_nopad_bin NOT NULL,
  gateway_urls TEXT NOT NULL,
  published_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE INDEX publication_api_id_key (api_id),
  UNIQUE INDEX publication_slug_key (slug),
  INDEX publication_organization_id_id_idx (organization_id, id),
  INDEX publication_visibility_id_idx (visibility, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE application (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  name VARCHAR(80) NOT NULL,
  live_name VARCHAR(80) NULL,
  description VARCHAR(1000) NOT NULL,
  version INT NOT NULL,
  sequence INT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  deleted_at DATETIME(3) NULL,
  UNIQUE INDEX application_sequence_key (sequence),
  UNIQUE INDEX application_organization_id_live_name_key (organization_id, live_name),
  INDEX application_organization_id_id_idx (organization_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE subscription (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  application_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  api_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  api_title VARCHAR(200) NOT NULL,
  status VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  ended_at DATETIME(3) NULL,
  INDEX subscription_organization_id_id_idx (organization_id, id),
  INDEX subscription_application_id_status_idx (application_id, status),
  CONSTRAINT subscription_application_id_fkey FOREIGN KEY (application_id) REFERENCES application (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE credential (
  id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  application_id CHAR(36) COLLATE utf8mb4_nopad_bin NOT NULL,
  digest CHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  prefix VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
  last_four CHAR(4) COLLATE utf8mb4_nopad_bin NOT NULL,
  status VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  expires_at DATETIME(3) NULL,
  UNIQUE INDEX credential_digest_key (digest),
  INDEX credential_organization_id_id_idx (organization_id, id),
  INDEX credential_application_id_status_idx (application_id, status),
  INDEX credential_status_expires_at_idx (status, expires_at),
  CONSTRAINT credential_application_id_fkey FOREIGN KEY (application_id) REFERENCES application (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE change_counter (
  id INT NOT NULL PRIMARY KEY,
  value INT NOT NULL
);
INSERT INTO change_counter (id, value) VALUES (1, 0);

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
