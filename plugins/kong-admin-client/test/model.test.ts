import { describe, it } from 'vitest';
import { describeReconcilerLaws } from './laws.ts';
import { startModelAdminApi } from './model-admin-api.ts';
import { recordingsPresent } from './recordings.ts';

if (recordingsPresent) describeReconcilerLaws('the model Admin API', startModelAdminApi);
else
  describe('reconciler laws over the model (skipped: ../shared/kong is absent)', () => {
    it.skip('needs the schemas of Kong recorded there');
  });
