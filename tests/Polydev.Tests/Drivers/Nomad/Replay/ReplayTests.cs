using System.Text;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>The client asks for every exchange that was recorded, in the same words, and reads every answer.</summary>
public sealed class ReplayTests
{
    private static readonly Dictionary<string, RecordedCall> s_calls =
        JobRecordings.All.Concat(DispatchRecordings.All).Concat(AllocationRecordings.All).Concat(NodeRecordings.All).Concat(AgentRecordings.All)
            .Concat(AclRecordings.All).Concat(StreamRecordings.All).Concat(RefusalRecordings.All)
            .ToDictionary(c => c.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. s_calls.Keys];

    [Fact]
    public void Every_recording_is_replayed_by_a_test() => Assert.Equal(Recording.Names, s_calls.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_client_speaks_as_recorded(string name)
    {
        var (call, recording) = (s_calls[name], Recording.Named(name));
        await using var server = await ReplayServer.StartAsync(recording);
        var options = new NomadOptions { Address = server.Address, Token = recording.Token, RetryPause = TimeSpan.FromMilliseconds(1) };
        using var client = new NomadClient(options, TimeProvider.System);
        try
        {
            await (call.ByHand is { } expected ? SendByHandAsync(server, recording, expected) : call.ReplayAsync(client, recording, TestContext.Current.CancellationToken));
        }
        finally
        {
            Assert.Empty(server.Differences);
        }

        Assert.True(server.Asked > 0, "the recorded request was not made");
    }

    private static async Task SendByHandAsync(ReplayServer server, Recording recording, NomadError expected)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(new HttpMethod(recording.Method), recording.Target);
        if (recording.Body is not null)
        {
            var body = recording.Body is System.Text.Json.Nodes.JsonValue text ? text.GetValue<string>() : recording.Body.ToJsonString();
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (recording.Headers.TryGetValue("Authorization", out var authorization))
        {
            request.Headers.Add("Authorization", authorization);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var refused = ErrorDialect.Read((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(expected, refused.Error);
        Assert.NotEmpty(refused.Message);
    }
}
