-- Ids are compared byte by byte (COLLATE "C"), so that pages follow the order of UUIDv7 whatever the database's locale.
CREATE TABLE organizations (
  id VARCHAR(36) COLLATE "C" PRIMARY KEY,
  slug VARCHAR(40) NOT NULL UNIQUE,
  name VARCHAR(100) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL
);

CREATE TABLE projects (
  id VARCHAR(36) COLLATE "C" PRIMARY KEY,
  organization_id VARCHAR(36) COLLATE "C" NOT NULL REFERENCES organizations (id),
  slug VARCHAR(40) NOT NULL,
  name VARCHAR(100) NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  UNIQUE (organization_id, slug)
);

CREATE TABLE users (
  id VARCHAR(36) COLLATE "C" PRIMARY KEY,
  organization_id VARCHAR(36) COLLATE "C" NOT NULL REFERENCES organizations (id),
  email VARCHAR(254) NOT NULL,
  name VARCHAR(100) NOT NULL,
  password_hash VARCHAR(255),
  created_at TIMESTAMPTZ(3) NOT NULL,
  UNIQUE (organization_id, email),
  UNIQUE (organization_id, id)
);
CREATE INDEX users_email_idx ON users (email);

-- The organisation is part of the foreign key: a row can't tie a user to another organisation.
CREATE TABLE memberships (
  id VARCHAR(36) COLLATE "C" PRIMARY KEY,
  organization_id VARCHAR(36) COLLATE "C" NOT NULL,
  user_id VARCHAR(36) COLLATE "C" NOT NULL,
  role VARCHAR(40) NOT NULL,
  scope_kind VARCHAR(20) NOT NULL,
  scope_id VARCHAR(36) COLLATE "C",
  created_at TIMESTAMPTZ(3) NOT NULL,
  FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
  UNIQUE NULLS NOT DISTINCT (organization_id, user_id, role, scope_kind, scope_id)
);
CREATE INDEX memberships_user_id_idx ON memberships (user_id);

CREATE TABLE personal_tokens (
  id VARCHAR(36) COLLATE "C" PRIMARY KEY,
  organization_id VARCHAR(36) COLLATE "C" NOT NULL,
  user_id VARCHAR(36) COLLATE "C" NOT NULL,
  name VARCHAR(100) NOT NULL,
  digest CHAR(64) NOT NULL UNIQUE,
  prefix VARCHAR(20) NOT NULL,
  last_four CHAR(4) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  expires_at TIMESTAMPTZ(3) NOT NULL,
  last_used_at TIMESTAMPTZ(3),
  revoked_at TIMESTAMPTZ(3),
  FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX personal_tokens_user_idx ON personal_tokens (organization_id, user_id);

CREATE TABLE oidc_records (
  model VARCHAR(40) NOT NULL,
  id VARCHAR(100) NOT NULL,
  payload JSONB NOT NULL,
  grant_id VARCHAR(100),
  uid VARCHAR(100),
  expires_at TIMESTAMPTZ(3),
  consumed_at TIMESTAMPTZ(3),
  PRIMARY KEY (model, id)
);
CREATE INDEX oidc_records_grant_id_idx ON oidc_records (grant_id);
CREATE INDEX oidc_records_uid_idx ON oidc_records (model, uid);
CREATE INDEX oidc_records_expires_at_idx ON oidc_records (expires_at);

CREATE TABLE log_in_attempts (
  key CHAR(64) PRIMARY KEY,
  attempts INTEGER NOT NULL,
  window_ends_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX log_in_attempts_window_idx ON log_in_attempts (window_ends_at);

CREATE TABLE audit_events (
  id VARCHAR(36) COLLATE "C" PRIMARY KEY,
  organization_id VARCHAR(36) COLLATE "C",
  actor_id VARCHAR(100) NOT NULL,
  action VARCHAR(100) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  details TEXT NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX audit_events_organization_idx ON audit_events (organization_id, at);

CREATE TABLE outbox_events (
  id VARCHAR(36) COLLATE "C" PRIMARY KEY,
  type VARCHAR(100) NOT NULL,
  organization_id VARCHAR(36) COLLATE "C",
  subject VARCHAR(100) NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX outbox_events_organization_idx ON outbox_events (organization_id);
