using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads <c>dataset</c>: a name, or a map of the name and options. The name is empty where the experiment needs no data.</summary>
internal sealed class DatasetReader(Catalogue catalogue, SweepFaults faults)
{
    private static readonly DatasetSpec None = new("", new SortedDictionary<string, ParameterValue>());

    public DatasetSpec Read(Section root, ExperimentDescription? experiment)
    {
        if (root.Find("dataset") is not { } node)
        {
            if (experiment is { Datasets.Count: > 0 })
            {
                faults.Add(root.Node, "dataset", $"is missing, and {experiment.Name} needs one", $"known: {string.Join(", ", experiment.Datasets)}");
            }

            return None;
        }

        if (node is YamlBroken)
        {
            return None;
        }

        var section = node is YamlMap ? new Section(node, "dataset", null, faults) : null;
        if (section is not null && section.Find("name") is null)
        {
            faults.Add(node, "dataset.name", "is missing", $"known: {string.Join(", ", Trainable(experiment))}");
        }

        var name = section is null ? root.Text("dataset") : section.Text("name");
        return name is null || Find(section?.Find("name") ?? node, name, experiment) is not { } dataset ? None : new(dataset.Name, Options(section, dataset));
    }

    private DatasetDescription? Find(YamlNode at, string name, ExperimentDescription? experiment)
    {
        if (experiment is { Datasets.Count: 0 })
        {
            faults.Add(at, "dataset", $"{experiment.Name} trains on no data set", "leave it out");
            return null;
        }

        if (catalogue.FindDataset(name) is not { } dataset)
        {
            faults.Add(at, "dataset", $"no data set is called '{name}'", Nearest.Cure(name, Trainable(experiment)));
            return Nearest.To(name, Trainable(experiment)) is { } meant ? catalogue.FindDataset(meant) : null;
        }

        if (experiment is not null && !experiment.Datasets.Contains(name))
        {
            faults.Add(at, "dataset", $"{experiment.Name} can't train on {name}", $"known: {string.Join(", ", experiment.Datasets)}");
        }

        return dataset;
    }

    private SortedDictionary<string, ParameterValue> Options(Section? section, DatasetDescription dataset)
    {
        var options = new SortedDictionary<string, ParameterValue>(dataset.Options.ToDictionary(option => option.Name, option => option.Default), StringComparer.Ordinal);
        foreach (var key in (section?.Keys ?? []).Where(key => key.Text != "name"))
        {
            var path = section!.PathOf(key.Text);
            if (dataset.Options.FirstOrDefault(option => option.Name == key.Text) is not { } wanted)
            {
                faults.Add(key, path, $"{dataset.Name} has no such option", Nearest.Cure(key.Text, dataset.Options.Select(option => option.Name)));
            }
            else if (ValueReader.Read(section.Find(key.Text)!, wanted, path, faults) is { } value)
            {
                options[key.Text] = value;
            }
        }

        return options;
    }

    private IEnumerable<string> Trainable(ExperimentDescription? experiment) => experiment?.Datasets ?? catalogue.Datasets.Select(dataset => dataset.Name);
}
