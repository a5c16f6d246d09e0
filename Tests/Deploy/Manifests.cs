using k8s;
using k8s.Models;

namespace Tests.Deploy;

/// <summary>Kubernetes objects, read as strictly as the API server's own field validation: a field that is unknown, or of the wrong type, is a fault.</summary>
internal sealed class Manifests
{
    private static readonly string[] BaseFiles = ["namespace", "orchestrator", "node", "network"];

    private Manifests(IEnumerable<object> objects) => Objects = [.. objects];

    public static Manifests Base { get; } = new(BaseFiles.SelectMany(file => Read(DeployFolder.Text($"k8s/base/{file}.yaml"))));

    public IReadOnlyList<object> Objects { get; }

    public IEnumerable<V1StatefulSet> Sets => Objects.OfType<V1StatefulSet>();

    public IEnumerable<V1PodTemplateSpec> Pods => Sets.Select(set => set.Spec.Template);

    public V1Container Container(string name) => Pods.SelectMany(pod => pod.Spec.Containers).Single(container => container.Name == name);

    public static Manifests Parse(string yaml) => new(Read(yaml));

    private static List<object> Read(string yaml) => KubernetesYaml.LoadAllFromString(yaml, typeMap: null, strict: true);
}
