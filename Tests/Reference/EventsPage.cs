using Google.Protobuf.Reflection;
using Shared.Wire;
using Tests.Support;

namespace Tests.Reference;

/// <summary>What a journal holds: its messages and fields from the descriptors, what they mean from the comments in the schema.</summary>
internal static class EventsPage
{
    private const string Schema = "Shared/Wire/journal.proto";

    public static string Write()
    {
        var comments = ProtoComments.Read(File.ReadAllLines(Repository.Path(Schema)));
        var page = new PageText("Events", $"What the journal of a sweep holds, in the order of the schema, [journal.proto](../../{Schema}). A `SweepEntry` is one write: the time, and all that was decided since the last. What people see of it: `experiments history`.");
        var events = SweepEvent.Descriptor.Oneofs[0].Fields.Select(field => field.MessageType).ToHashSet();
        page.Heading(2, "Of a sweep");
        foreach (var message in JournalReflection.Descriptor.MessageTypes.Where(events.Contains))
        {
            Add(page, message, comments);
        }

        page.Heading(2, "Around them");
        foreach (var message in JournalReflection.Descriptor.MessageTypes.Where(message => !events.Contains(message)))
        {
            Add(page, message, comments);
        }

        return page.ToString();
    }

    private static void Add(PageText page, MessageDescriptor message, IReadOnlyDictionary<string, string> comments)
    {
        page.Heading(3, message.Name);
        if (comments.TryGetValue(message.Name, out var what))
        {
            page.Line(what).Line();
        }

        page.Table(["field", "type", "number", "what it is"], message.Fields.InDeclarationOrder().Select(field => new[]
        {
            PageText.Code(field.Name), Type(field), $"{field.FieldNumber}", comments.GetValueOrDefault($"{message.Name}.{field.Name}", ""),
        }));
    }

    private static string Type(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.Name,
            FieldType.Enum => field.EnumType.Name,
            var plain => plain.ToString().ToLowerInvariant(),
        };
        return field.IsRepeated ? $"several {type}" : field.HasPresence && field.FieldType != FieldType.Message ? $"optional {type}" : type;
    }
}
