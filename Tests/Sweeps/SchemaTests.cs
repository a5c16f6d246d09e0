using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using NJsonSchema;
using Orchestrator.Sweeps;
using Tests.Support;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tests.Sweeps;

/// <summary>Holds <c>sweep.schema.json</c> and the parser together over <c>corpus/</c>: what the parser takes, the schema takes; what is wrong in form, both refuse.</summary>
public sealed class SchemaTests
{
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(File.ReadAllText(SweepFiles.Schema)));

    public static TheoryData<string> Good => [.. SweepFiles.CorpusNames("good")];

    public static TheoryData<string> Structural => [.. SweepFiles.CorpusNames("structural")];

    public static TheoryData<string> Meaning => [.. SweepFiles.CorpusNames("meaning")];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_good_sweep_passes_both(string name)
    {
        Assert.Empty(Parsed(name).Faults);
        Assert.Empty((await Schema.Value).Validate(Json(name)));
    }

    [Theory]
    [MemberData(nameof(Structural))]
    public async Task A_fault_of_form_is_refused_by_both(string name)
    {
        Assert.NotEmpty(Parsed(name).Faults);
        Assert.NotEmpty((await Schema.Value).Validate(Json(name)));
    }

    [Theory]
    [MemberData(nameof(Meaning))]
    public async Task A_fault_of_meaning_is_refused_by_the_parser_alone(string name)
    {
        Assert.NotEmpty(Parsed(name).Faults);
        Assert.Empty((await Schema.Value).Validate(Json(name)));
    }

    [Theory]
    [InlineData("quickstart.yaml")]
    [InlineData("noop.yaml")]
    public async Task A_shipped_sweep_passes_and_names_its_schema(string name)
    {
        var text = SweepFiles.Shipped(name);
        Assert.StartsWith("# yaml-language-server: $schema=sweep.schema.json\n", text, StringComparison.Ordinal);
        Assert.Empty((await Schema.Value).Validate(JsonOf(text)));
    }

    [Fact]
    public void The_schema_lists_the_keys_that_the_parser_knows()
    {
        var schema = JsonNode.Parse(File.ReadAllText(SweepFiles.Schema))!;
        var sections = typeof(SweepKeys).GetProperties(BindingFlags.Public | BindingFlags.Static);
        Assert.True(sections.Length >= 7);
        foreach (var section in sections)
        {
            var node = section.Name switch
            {
                nameof(SweepKeys.Root) => schema,
                nameof(SweepKeys.Range) => schema["definitions"]!["range"]!,
                var other => schema["properties"]![other.ToLowerInvariant()]!,
            };
            var known = (IReadOnlyList<string>)section.GetValue(null)!;
            Assert.Equal(known.Order(StringComparer.Ordinal), node["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
            Assert.False(node["additionalProperties"]!.GetValue<bool>());
        }
    }

    private static SweepFileResult Parsed(string name) => SweepFile.Parse(SweepFiles.Corpus(name), Some.Catalogue());

    private static string Json(string name) => JsonOf(SweepFiles.Corpus(name));

    // Read by other means than the parser's own, as an editor does.
    private static string JsonOf(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Convert(stream.Documents[0].RootNode)!.ToJsonString();
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } scalar => JsonValue.Create(scalar.Value),
        YamlScalarNode { Value: null or "" } => null,
        YamlScalarNode { Value: "true" or "false" } scalar => JsonValue.Create(scalar.Value == "true"),
        YamlScalarNode scalar when double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            number == Math.Floor(number) ? JsonValue.Create((long)number) : JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"no JSON for {node.GetType().Name}"),
    };
}
