using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using CsCheck;
using Experiments.Weights;
using Tests.Support;
using Xunit;

namespace Tests.Weights;

public sealed class SafetensorsTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private static readonly (string Dtype, int Size)[] Types = [("BOOL", 1), ("U8", 1), ("BF16", 2), ("F16", 2), ("I32", 4), ("F32", 4), ("F64", 8), ("I64", 8)];

    // What means something in a header.
    private const string Telling = "{}[]\",:0123456789-eE \\";

    private static readonly Gen<SafeTensor[]> SomeTensors = (
        from type in Gen.Int[0, Types.Length - 1].Select(index => Types[index])
        from shape in Gen.Long[0, 4].Array[0, 4]
        from data in Gen.Byte.Array[(int)shape.Aggregate(1L, (all, size) => all * size) * type.Size]
        select new SafeTensor("", type.Dtype, shape, data))
        .Array[0, 8].Select(tensors => tensors.Select((tensor, index) => tensor with { Name = $"layer{index * 7 % 8}.\"wéight\"" }).ToArray());

    [Fact]
    public void A_file_is_the_bytes_of_the_specification()
    {
        SafeTensor[] tensors =
        [
            new("b", "F32", [2], new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0 }),
            new("n", "I64", [], new byte[] { 3, 0, 0, 0, 0, 0, 0, 0 }),
            new("a", "F32", [], new byte[] { 0, 0, 0, 0x3F }),
        ];
        const string header =
            """{"__metadata__":{"format":"torch"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}""";
        var expected = "C800000000000000" + Convert.ToHexString(Encoding.UTF8.GetBytes(header + "     ")) + "0300000000000000" + "0000003F" + "0000803F000000C0";
        Assert.Equal(expected, Convert.ToHexString(Write(tensors, new Dictionary<string, string> { ["format"] = "torch" })));
    }

    [Fact]
    public void The_reference_librarys_own_example_is_read()
    {
        var file = File("""{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}""", new byte[16]);
        Assert.Equal(60, file[0]);
        var tensor = Assert.Single(Safetensors.Read(new MemoryStream(file)).Tensors);
        Assert.Equal(("test", "I32", 16), (tensor.Name, tensor.Dtype, tensor.Data.Length));
        Assert.Equal([2, 2], tensor.Shape);
    }

    [Fact]
    public void What_was_written_is_read_to_the_bit() => SomeTensors.Sample(tensors =>
    {
        var metadata = new Dictionary<string, string> { ["Über"] = "a \"text\"\n<&>", ["sweep"] = "s-1" };
        var read = Safetensors.Read(new MemoryStream(Write(tensors, metadata)));
        Assert.Equal(metadata, read.Metadata);
        Assert.Equal(Words(tensors), Words(read.Tensors));
    });

    [Fact]
    public void Anybody_finds_each_tensor_where_the_header_says() => SomeTensors.Sample(tensors =>
    {
        var file = Write(tensors, NoMetadata);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, length));
        Assert.Equal(0, length % 8);
        foreach (var tensor in tensors)
        {
            var entry = header.RootElement.GetProperty(tensor.Name);
            var (begin, end) = (entry.GetProperty("data_offsets")[0].GetInt32(), entry.GetProperty("data_offsets")[1].GetInt32());
            Assert.Equal(tensor.Data.ToArray(), file[(8 + length + begin)..(8 + length + end)]);
            Assert.Equal(0, begin % Types.First(type => type.Dtype == tensor.Dtype).Size);
        }

        Assert.Equal(file.Length, 8 + length + tensors.Sum(tensor => tensor.Data.Length));
    });

    [Fact]
    public void The_order_of_the_tensors_changes_no_byte() => Gen.Select(SomeTensors, Gen.Int).Sample((tensors, seed) =>
        Assert.Equal(Write(tensors, NoMetadata), Write([.. tensors.OrderBy(tensor => HashCode.Combine(tensor.Name, seed))], NoMetadata)));

    [Fact]
    public void A_mutated_file_is_refused_or_read_and_takes_no_memory()
    {
        var whole = Write([new("weight", "F32", [3, 2], new byte[24]), new("steps", "I64", [], new byte[8])], new Dictionary<string, string> { ["format"] = "pt" });
        var mutation = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.OneOf(Gen.Byte, Gen.Int[0, Telling.Length - 1].Select(index => (byte)Telling[index]))).Array[1, 6];
        Gen.Select(mutation, Gen.Int[0, whole.Length], Gen.Bool).Sample((changes, cut, torn) =>
        {
            var file = whole.ToArray();
            foreach (var (at, value) in changes)
            {
                file[at] = value;
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var read = Safetensors.Read(new MemoryStream(torn ? file[..cut] : file));
                Assert.Equal(32, read.Tensors.Sum(tensor => tensor.Data.Length));
            }
            catch (InvalidDataException fault)
            {
                Assert.NotEmpty(fault.Message);
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        }, iter: 5_000);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}""", 4, "not the JSON")]
    [InlineData("""["a"]""", 0, "does not begin with '{'")]
    [InlineData(""" {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, "does not begin with '{'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4, "not the JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"\u0061":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4, "not the JSON")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "not the JSON")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4]}}""", 4, "not the JSON")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, "not the JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", 4, "'b' begins at byte 3 of the data, after a hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4, "'b' begins at byte 2 of the data, within the one before it")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", 4, "after a hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "4 bytes are no F32 of [2]")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 4, "no F33")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1073741824],"data_offsets":[0,1073741824]}}""", 4, "torn: 1073741824 bytes of data, and 4 are there")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", 4, "'a' must have")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4.0],"data_offsets":[0,4]}}""", 4, "'a' must have")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", 4, "begins at byte 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,8]}}""", 4, "'a' must have")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"more":1}}""", 4, "'a' must have")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4]}}""", 4, "'a' must have")]
    [InlineData("""{"a":[1]}""", 4, "'a' must have")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "__metadata__ must be an object of texts")]
    [InlineData("""{"__metadata__":null}""", 0, "__metadata__ must be an object of texts")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "torn: 4 bytes of data, and 3 are there")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 5, "1 bytes after the last tensor")]
    [InlineData("{}", 1, "1 bytes after the last tensor")]
    public void Each_breach_of_the_specification_is_named(string header, int data, string fault)
    {
        using var stream = new MemoryStream(File(header, new byte[data]));
        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream)).Message);
    }

    [Theory]
    [InlineData("", "0 bytes are no safetensors file")]
    [InlineData("00000000000000", "7 bytes are no safetensors file")]
    [InlineData("0000000000000000", "does not begin with '{'")]
    [InlineData("01E1F5050000000000", "larger than the format's 100000000")]
    [InlineData("FFFFFFFFFFFFFFFF00", "larger than the format's 100000000")]
    [InlineData("00E1F505000000007B7D", "torn: a header of 100000000 bytes, and 2 are there")]
    [InlineData("04000000000000007B22FF22", "not UTF-8")]
    public void Each_torn_beginning_is_named(string hex, string fault)
    {
        using var stream = new MemoryStream(Convert.FromHexString(hex));
        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream)).Message);
    }

    [Fact]
    public void A_broken_file_is_named()
    {
        using var folder = new TempFolder();
        System.IO.File.WriteAllText(folder.File("weights.safetensors"), "nothing of the kind");
        var fault = Assert.Throws<InvalidDataException>(() => Safetensors.Read(folder.File("weights.safetensors")));
        Assert.StartsWith(folder.File("weights.safetensors") + ": ", fault.Message);
    }

    [Fact]
    public void What_is_no_tensor_is_not_written()
    {
        var good = new SafeTensor("a", "U8", [2], new byte[2]);
        Assert.Throws<ArgumentException>(() => Write([good, good], NoMetadata));
        Assert.Throws<ArgumentException>(() => Write([good with { Name = "__metadata__" }], NoMetadata));
        Assert.Throws<ArgumentException>(() => Write([good with { Dtype = "float" }], NoMetadata));
        Assert.Throws<ArgumentException>(() => Write([good with { Shape = [3] }], NoMetadata));
        Assert.Throws<ArgumentException>(() => Write([good with { Shape = [-1, -2] }], NoMetadata));
    }

    private static byte[] Write(SafeTensor[] tensors, Dictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static byte[] File(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. data];
    }

    private static IEnumerable<string> Words(IEnumerable<SafeTensor> tensors) => tensors
        .Select(tensor => $"{tensor.Name} {tensor.Dtype} [{string.Join(", ", tensor.Shape)}] {Convert.ToHexString(tensor.Data.Span)}")
        .Order(StringComparer.Ordinal);
}
