using k8s.Models;
using Orchestrator;
using Orchestrator.Access;
using Tests.Support;
using Xunit;

namespace Tests.Deploy;

/// <summary>The Kubernetes files fit each other and the programs.</summary>
public sealed class ManifestTests
{
    private const int NodePort = 5682;

    private static readonly Manifests Base = Manifests.Base;

    public static TheoryData<string> Overlays => [.. Directory.GetDirectories(DeployFolder.Path("k8s/overlays")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_overlay_builds_to_objects_that_Kubernetes_knows(string overlay)
    {
        Assert.SkipUnless(Tool.Has("kubectl"), "kubectl is not here, which brings kustomize");
        var (code, built, error) = await Tool.RunAsync("kubectl", "kustomize", DeployFolder.Path($"k8s/overlays/{overlay}"));

        Assert.True(code == 0, error);
        var all = Manifests.Parse(built);
        Assert.Equal(2, all.Sets.Count());
        Assert.All(all.Objects.OfType<k8s.IKubernetesObject<V1ObjectMeta>>().Where(one => one is not V1Namespace), one => Assert.Equal("experiments", one.Metadata.NamespaceProperty));
        var maps = all.Objects.OfType<V1ConfigMap>().ToDictionary(map => map.Metadata.Name, map => map.Data);
        var wanted = all.Pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Env).Select(variable => variable.ValueFrom?.ConfigMapKeyRef).OfType<V1ConfigMapKeySelector>().ToList();
        Assert.NotEmpty(wanted);
        Assert.All(wanted, key => Assert.Contains(key.Key, maps[key.Name]));
        Assert.All(all.Pods.SelectMany(pod => pod.Spec.Containers), container => Assert.Matches(@"^registry\.example\.org/[a-z-]+:\d", container.Image));
    }

    [Fact]
    public void A_misspelt_field_is_found() =>
        Assert.ThrowsAny<Exception>(() => Manifests.Parse(DeployFolder.Text("k8s/base/node.yaml").Replace("terminationGracePeriodSeconds", "terminationGracePeriod", StringComparison.Ordinal)));

    [Fact]
    public void Every_selector_finds_pods()
    {
        var selectors = Base.Objects.OfType<V1Service>().Select(service => service.Spec.Selector)
            .Concat(Base.Objects.OfType<V1PodDisruptionBudget>().Select(budget => budget.Spec.Selector.MatchLabels))
            .Concat(Base.Sets.Select(set => set.Spec.Selector.MatchLabels))
            .Concat(Base.Objects.OfType<V1NetworkPolicy>().SelectMany(Selected)).ToList();

        Assert.True(selectors.Count >= 10);
        Assert.All(selectors, labels => Assert.Contains(Base.Pods, pod => labels.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value)));
    }

    [Fact]
    public void Every_pod_is_found_by_a_service_of_its_name_a_budget_and_a_policy() => Assert.All(Base.Sets, set =>
    {
        var service = Base.Objects.OfType<V1Service>().Single(one => one.Metadata.Name == set.Spec.ServiceName);
        Assert.Equal("None", service.Spec.ClusterIP);
        Assert.Equal(set.Spec.Selector.MatchLabels, service.Spec.Selector);
        Assert.Single(Base.Objects.OfType<V1PodDisruptionBudget>(), budget => budget.Spec.Selector.MatchLabels.SequenceEqual(set.Spec.Selector.MatchLabels));
        Assert.Single(Base.Objects.OfType<V1NetworkPolicy>(), policy => policy.Spec.PodSelector?.MatchLabels?.SequenceEqual(set.Spec.Selector.MatchLabels) == true);
    });

    [Fact]
    public void Ports_are_those_of_the_programs()
    {
        Assert.Equal(
            [OrchestratorOptions.DefaultHttpPort, OrchestratorOptions.DefaultClusterPort],
            Base.Container("orchestrator").Ports.Select(port => port.ContainerPort));
        var node = Base.Container("node");
        Assert.Equal(NodePort, Assert.Single(node.Ports).ContainerPort);
        Assert.Equal($"{NodePort}", node.Args[node.Args.IndexOf("--port") + 1]);
        Assert.Contains($"JOIN=orchestrator-0.orchestrators.experiments.svc.cluster.local:{OrchestratorOptions.DefaultClusterPort}", DeployFolder.Text("k8s/base/kustomization.yaml"), StringComparison.Ordinal);
        var names = Base.Pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Ports).Select(port => port.Name).ToList();
        Assert.All(Base.Objects.OfType<V1Service>().SelectMany(service => service.Spec.Ports), port => Assert.Contains(port.TargetPort.Value, names));
    }

    [Fact]
    public void Prometheus_is_sent_to_the_port_and_path_that_answer_it_and_that_ask_for_a_token()
    {
        var told = Base.Pods.Single(pod => pod.Metadata.Annotations?.ContainsKey("prometheus.io/scrape") == true);
        var port = told.Spec.Containers.Single().Ports.Single(port => port.Name == "https").ContainerPort;

        Assert.Equal(("true", "https", $"{port}"), (told.Metadata.Annotations["prometheus.io/scrape"], told.Metadata.Annotations["prometheus.io/scheme"], told.Metadata.Annotations["prometheus.io/port"]));
        Assert.Equal(Right.Read, RoutePermissions.Of("GET", told.Metadata.Annotations["prometheus.io/path"]));
    }

    [Fact]
    public void Every_secret_is_made_by_a_command_of_the_guide()
    {
        var guide = DeployFolder.Text("README.md");
        var secrets = Base.Pods.SelectMany(pod => pod.Spec.Volumes).Select(volume => volume.Secret?.SecretName).OfType<string>().Concat(["journal", "tracking"]).ToList();

        Assert.Equal(6, secrets.Count);
        Assert.All(secrets, secret => Assert.Contains($"kubectl -n experiments create secret generic {secret} ", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_runs_as_root_or_may_become_it() => Assert.All(Base.Pods, pod =>
    {
        Assert.True(pod.Spec.SecurityContext.RunAsNonRoot);
        Assert.False(pod.Spec.AutomountServiceAccountToken);
        Assert.All(pod.Spec.Containers, container =>
        {
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.All(container.VolumeMounts, mount => Assert.Contains(mount.Name, pod.Spec.Volumes.Select(volume => volume.Name).Append("data")));
        });
    });

    private static IEnumerable<IDictionary<string, string>> Selected(V1NetworkPolicy policy) =>
        (policy.Spec.Ingress ?? []).SelectMany(rule => rule.FromProperty ?? []).Concat((policy.Spec.Egress ?? []).SelectMany(rule => rule.To ?? []))
            .Select(peer => peer.PodSelector?.MatchLabels).Append(policy.Spec.PodSelector?.MatchLabels).OfType<IDictionary<string, string>>().Where(labels => labels.Count > 0);
}
