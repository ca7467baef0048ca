// The room page's entry.
import 'lit';
