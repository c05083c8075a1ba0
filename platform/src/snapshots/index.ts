export { createSnapshots, type Snapshots } from '@tandem/kit';
