using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text;
using CsCheck;
using Polydev.Controller.Executions;

namespace Polydev.Tests.Controller.Executions;

/// <summary>What is written as SSE is what a standard parser reads.</summary>
public sealed class SseLinesTests
{
    [Fact]
    public void A_standard_parser_reads_numbers_types_and_data_back() => Gen.String.Array[1, 20].Sample(texts =>
    {
        var lines = texts.Select(t => "{\"type\":\"text\",\"text\":" + System.Text.Json.JsonSerializer.Serialize(t) + "}").ToList();
        var output = new ArrayBufferWriter<byte>();
        var last = SseLines.Write(output, Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))), 41);
        Assert.Equal(41 + lines.Count, last);
        var items = SseParser.Create(new MemoryStream(output.WrittenSpan.ToArray())).Enumerate().ToList();
        Assert.Equal(lines, items.Select(i => i.Data));
        Assert.All(items, i => Assert.Equal("text", i.EventType));
        Assert.Equal(Enumerable.Range(42, lines.Count).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)), items.Select(i => i.EventId));
    });
}
