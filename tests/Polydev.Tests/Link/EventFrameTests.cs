using System.Buffers;
using System.Text;
using CsCheck;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Link;

/// <summary>The link's hot line.</summary>
public sealed class EventFrameTests
{
    [Fact]
    public void What_is_written_is_read_back() => Gen.Select(Gen.Long[1, long.MaxValue], Gen.String).Sample((seq, text) =>
    {
        var json = Encoding.UTF8.GetBytes("{\"type\":\"text\",\"text\":" + System.Text.Json.JsonSerializer.Serialize(text) + "}");
        var output = new ArrayBufferWriter<byte>();
        EventFrame.Write(output, "exe_1", seq, json);
        Assert.Equal((byte)'\n', output.WrittenSpan[^1]);
        var line = output.WrittenSpan[..^1];
        Assert.DoesNotContain((byte)'\n', line.ToArray());
        Assert.True(EventFrame.IsEvent(line));
        Assert.True(EventFrame.TryRead(line, out var view));
        Assert.Equal("exe_1", Encoding.ASCII.GetString(view.ExecutionId));
        Assert.Equal(seq, view.Seq);
        Assert.Equal("text", Encoding.UTF8.GetString(view.Type));
        Assert.Equal(json, view.Json.ToArray());
    });

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"type":"event","execution_id":"","seq":1,"event":{"type":"text"}}""")]
    [InlineData("""{"type":"event","execution_id":"e","seq":0,"event":{"type":"text"}}""")]
    [InlineData("""{"type":"event","execution_id":"e","seq":-1,"event":{"type":"text"}}""")]
    [InlineData("""{"type":"event","execution_id":"e","seq":1,"event":{"text":"x","type":"text"}}""")]
    [InlineData("""{"type":"event","execution_id":"e","seq":1,"event":{"type":"text"}""")]
    [InlineData("""{"type":"event","execution_id":"e","seq":1,"event":{"type":"text"}}}""")]
    [InlineData("""{"type":"event","execution_id":"e","seq":1,"event":{"type":"text","text":"}}""")]
    [InlineData("""{"type":"event","execution_id":"e","seq":1,"event":["type"]}""")]
    public void Anything_else_is_refused(string line) => Assert.False(EventFrame.TryRead(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void A_carriage_return_cannot_be_smuggled_into_the_event_stream() =>
        Assert.False(EventFrame.TryRead("{\"type\":\"event\",\"execution_id\":\"e\",\"seq\":1,\"event\":{\"type\":\"text\",\r\"text\":\"x\"}}"u8, out _));

    [Fact]
    public void Garbage_never_throws() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        byte[] line = [.. "{\"type\":\"event\",\"execution_id\":\""u8, .. bytes, (byte)'}'];
        _ = EventFrame.TryRead(line, out _);
        _ = EventFrame.TryRead(bytes, out _);
    });
}
