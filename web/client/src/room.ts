// The room page's entry: joining, the meeting, the chair's console.
import './base/base.css';
import './components/components.css';
import './components/agenda';
import './components/floor-clock';
import './components/opinions';
import './components/speaking-list';
import './components/tile';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';

applyPreferences();
await startLocale();
