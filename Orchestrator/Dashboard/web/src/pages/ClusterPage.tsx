import { Heading } from '../app/Heading';
export function ClusterPage() {
  return <Heading title="Cluster" />;
}
