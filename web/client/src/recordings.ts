// The entry of the page where a recording is watched.
import './base/base.css';
import './components/components.css';
import './recording/recording.css';
import './recording/page';
import { prepareAnnouncements } from './base/announce';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';

applyPreferences();
void startLocale().then(() => {
  document.body.append(document.createElement('tx-recording'));
  prepareAnnouncements();
});
