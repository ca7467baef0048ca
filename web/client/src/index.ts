// The start page's entry.
import './base/base.css';
import './start/start.css';
import './start/start';
import { prepareAnnouncements } from './base/announce';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';

applyPreferences();
void startLocale().then(() => {
  document.body.append(document.createElement('tx-start'));
  prepareAnnouncements();
});
