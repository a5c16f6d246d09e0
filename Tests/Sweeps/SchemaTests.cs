using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using CsCheck;
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
    private static readonly string[] Snippets =
        ["", "", "", "1", "0", ".", "-", "e", " ", "\n", "  ", "[", "]", "{", "}", ":", ": ", ", ", "'", "\"", "#", "- ", "? ", "*", "&a ", "!", "|", ">", "\t", "\\", "true", "null", "~", "<<: ", "%", "---\n", "\u00e9"];

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
    public async Task However_a_file_is_mangled_the_parser_answers_and_takes_nothing_that_the_schema_refuses()
    {
        var schema = await Schema.Value;
        var texts = SweepFiles.CorpusNames("good").Select(SweepFiles.Corpus).ToArray();
        var cuts =
            from text in Gen.Int[0, texts.Length - 1].Select(index => texts[index])
            from edits in Gen.Select(Gen.Double[0, 1], Gen.Int[0, 4], Gen.Int[0, Snippets.Length - 1].Select(index => Snippets[index])).Array[1, 3]
            select edits.Aggregate(text, (mangled, edit) => Mangle(mangled, (int)(edit.Item1 * mangled.Length), edit.Item2, edit.Item3));
        cuts.Sample(
            text =>
            {
                var result = SweepFile.Parse(text, Some.Catalogue());
                return result.Good ? result.Faults.Count == 0 && schema.Validate(JsonOf(text)).Count == 0 : result.Faults.Count > 0;
            },
            iter: 4_000,
            threads: 1);
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
                nameof(SweepKeys.StartFrom) => schema["properties"]!["start_from"]!,
                nameof(SweepKeys.Range) => schema["definitions"]!["range"]!,
                nameof(SweepKeys.Keep) => schema["properties"]!["checkpoint"]!["properties"]!["keep"]!,
                var other => schema["properties"]![other.ToLowerInvariant()]!,
            };
            var known = (IReadOnlyList<string>)section.GetValue(null)!;
            Assert.Equal(known.Order(StringComparer.Ordinal), node["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
            Assert.False(node["additionalProperties"]!.GetValue<bool>());
        }
    }

    private static string Mangle(string text, int at, int cut, string snippet) => text.Remove(at, Math.Min(cut, text.Length - at)).Insert(at, snippet);

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
        YamlScalarNode scalar when scalar.Value.TrimEnd('.') is [.., >= '0' and <= '9'] && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            number == Math.Floor(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"no JSON for {node.GetType().Name}"),
    };
}
