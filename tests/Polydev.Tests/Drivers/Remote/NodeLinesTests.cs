using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polydev.Drivers;
using Polydev.Drivers.Remote.Frames;
using static Polydev.Tests.Drivers.Remote.RemoteRig;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>What a node may say that this controller does not understand, and what both must understand for ever.</summary>
public sealed class NodeLinesTests
{
    private const string Allocation = """{"driver":"process","external_id":"1","node":"n1","worker_id":"w1","pool":"default"}""";

    /// <summary>The lines of the first version, both ways. A change that fails here is one that nodes of that version do not survive.</summary>
    public static TheoryData<string> FirstFrames =>
    [
        $$"""{"type":"hello","instance":"i","figures":{{SilentNode.Figures}},"allocations":[{"allocation":{{Allocation}},"memory_bytes":1,"cpus":0.1}],"starting":["w2"],"ended":[{"number":1,"allocation":{{Allocation}},"reason":"exited"}],"drain_seconds":1.5}""",
        $$"""{"type":"hello","instance":"i","figures":{{SilentNode.Figures}}}""",
        $$"""{"type":"status","figures":{{SilentNode.Figures}}}""",
        $$"""{"type":"started","id":"w1","allocation":{{Allocation}}}""",
        """{"type":"started","id":"w1","error":"image_missing","message":"build it"}""",
        """{"type":"stopped","id":"w1","stopped":false,"message":"it stays"}""",
        """{"type":"stopped","id":"w1","stopped":true}""",
        $$"""{"type":"ended","number":1,"allocation":{{Allocation}},"reason":"killed","exit_code":137}""",
        """{"type":"draining","seconds":30}""",
        """{"type":"pong"}""",
        """{"type":"closing","reason":"it stops"}""",
    ];

    /// <summary>And those that a controller says.</summary>
    public static TheoryData<string> FirstCommands =>
    [
        """{"type":"start","id":"w1","spec":{"worker_id":"w1","pool":"default","nonce":"n","memory_bytes":268435456,"cpus":0}}""",
        """{"type":"start","id":"w1","spec":{"worker_id":"w1","pool":"default","nonce":"n","memory_bytes":1,"cpus":0.5,"overcommit":2,"image":"other"}}""",
        $$"""{"type":"stop","id":"w1","allocation":{{Allocation}}}""",
        """{"type":"stop","id":"w1"}""",
        """{"type":"ended_ack","number":1}""",
        """{"type":"ping"}""",
        """{"type":"closing","reason":"the node dialled again"}""",
    ];

    [Theory]
    [MemberData(nameof(FirstFrames))]
    public void Every_line_of_the_first_nodes_is_understood_and_more_in_it_is_passed_over(string line) => AssertRead(line, ControlJson.Default.NodeFrame);

    [Theory]
    [MemberData(nameof(FirstCommands))]
    public void Every_line_of_the_first_controllers_is_understood_and_more_in_it_is_passed_over(string line) => AssertRead(line, ControlJson.Default.NodeCommand);

    [Fact]
    public void The_names_of_errors_stay_as_they_are() => Assert.Equal(
        ["unavailable", "out_of_capacity", "image_missing", "start_timed_out", "not_found"],
        Enum.GetValues<DriverError>().Select(DriverErrorNames.Of));

    [Fact]
    public async Task An_error_that_only_newer_nodes_know_fails_the_start_with_its_text_and_costs_no_connection()
    {
        await using var rig = new RemoteRig();
        var newer = await SilentNode.DialAsync(rig, "newer");
        var start = rig.Driver.StartAsync(Spec("w1"), Soon);
        await newer.HearAsync();
        await newer.SayAsync("""{"type":"started","id":"w1","error":"melted","message":"let it cool down"}""");
        var result = await start;
        Assert.Equal((DriverError.Unavailable, "let it cool down (melted)"), (result.Error, result.Message));
        Assert.Equal(("ready", "let it cool down (melted)"), (rig["newer"].State, rig["newer"].LastStartFailure));
    }

    [Fact]
    public async Task A_frame_of_a_type_that_is_not_known_is_passed_over()
    {
        await using var rig = new RemoteRig();
        var newer = await SilentNode.DialAsync(rig, "newer");
        await newer.SayAsync("""{"type":"weather","sunny":true}""");
        await newer.SayAsync("""{"type":"draining","seconds":30}""");
        await Until(() => rig["newer"].State == "draining");
    }

    [Theory]
    [InlineData("nonsense", "it sent a line that is no frame")]
    [InlineData("null", "it sent a line that is no frame")]
    [InlineData("{\"type\":\"stopped\"}", "it sent a line that is no frame")]
    [InlineData("{\"type\":\"hello\",\"instance\":\"i\",\"figures\":FIGURES,\"allocations\":[null]}", "it sent a hello that is not whole")]
    public async Task What_is_no_frame_closes_the_connection_with_a_reason(string line, string reason)
    {
        await using var rig = new RemoteRig();
        var odd = await SilentNode.DialAsync(rig, "odd");
        await odd.SayAsync(line.Replace("FIGURES", SilentNode.Figures, StringComparison.Ordinal));
        await odd.Serving;
        Assert.Contains(reason, await odd.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("away", rig["odd"].State);
    }

    [Fact]
    public async Task A_line_without_an_end_closes_the_connection()
    {
        await using var rig = new RemoteRig();
        var odd = await SilentNode.DialAsync(rig, "odd");
        await odd.SayWithoutEndAsync(1 << 20);
        await odd.Serving;
        Assert.Contains("a line that is too long", await odd.ReadAsync(), StringComparison.Ordinal);
    }

    private static void AssertRead<T>(string line, JsonTypeInfo<T> type)
        where T : class
    {
        var read = JsonSerializer.Deserialize(line, type);
        Assert.NotNull(read);
        Assert.NotEqual(typeof(T), read.GetType());
        var more = line.Replace("{", """{"from_the_future":{"a":[1,null]},""", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal);
        var same = JsonSerializer.Deserialize(more, type);
        Assert.NotNull(same);
        Assert.Equal(JsonSerializer.Serialize(read, type), JsonSerializer.Serialize(same, type));
    }
}
