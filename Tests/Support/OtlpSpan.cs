using Google.Protobuf;

namespace Tests.Support;

/// <summary>A span as OTLP sends it, as far as tests look at it; ids are hex, and a parent is empty where there is none.</summary>
internal sealed record OtlpSpan(string Trace, string Id, string Parent, string Name)
{
    /// <summary>From the body of an ExportTraceServiceRequest: resource_spans = 1, in each scope_spans = 2, in each spans = 2.</summary>
    public static IEnumerable<OtlpSpan> Of(byte[] request) =>
        from resource in Fields(request)
        where resource.Number == 1
        from scope in Fields(resource.Bytes)
        where scope.Number == 2
        from span in Fields(scope.Bytes)
        where span.Number == 2
        let own = Fields(span.Bytes).ToLookup(field => field.Number, field => field.Bytes)
        select new OtlpSpan(Hex(own[1]), Hex(own[2]), Hex(own[4]), System.Text.Encoding.UTF8.GetString(own[5].Single()));

    private static string Hex(IEnumerable<byte[]> field) => Convert.ToHexStringLower(field.SingleOrDefault() ?? []);

    // Those that have a length: messages, bytes and texts.
    private static List<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        var (found, input) = (new List<(int, byte[])>(), new CodedInputStream(message));
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
