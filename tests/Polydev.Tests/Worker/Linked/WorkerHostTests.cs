using Microsoft.Extensions.Time.Testing;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Tests.Worker.Support;

namespace Polydev.Tests.Worker.Linked;

/// <summary>The life of a linked worker: joining, running, staying true to its protocol, ending.</summary>
public sealed class WorkerHostTests
{
    [Fact]
    public async Task Worker_joins_with_its_nonce_and_answers_pings()
    {
        await using var rig = await WorkerRig.CreateAsync();
        rig.Start();
        var link = await rig.Controller.NextLinkAsync();
        var hello = await link.ReadAsync<HelloFrame>();
        Assert.Equal(("nonce-1", null, "w1", null), (hello.Nonce, hello.Session, hello.WorkerId, hello.Tenant));
        Assert.Empty(hello.Resume);
        await link.SendAsync(new WelcomeFrame { Session = "s" });
        await link.SendAsync(new PingFrame { Id = 7 });
        Assert.Equal(7, (await link.ReadAsync<PongFrame>()).Id);
        Assert.Contains("TLS is not prewarmed", rig.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_streams_numbered_events_and_ends_with_done()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run(firstSeq: 3));
        var provider = await rig.Gateway.NextTunnelAsync();
        Assert.StartsWith("CONNECT provider.test:8080 HTTP/1.1\r\nHost: provider.test:8080\r\n", provider.ConnectHead, StringComparison.Ordinal);
        Assert.Contains("Proxy-Authorization: Bearer token-1\r\n", provider.ConnectHead, StringComparison.Ordinal);
        var request = await provider.ReadRequestAsync();
        Assert.StartsWith("POST /answer HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("authorization: Bearer sk-planted\r\n", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Proxy-Authorization", request, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\nhello", request, StringComparison.Ordinal);
        await provider.WriteAsync(ProviderEnd.StreamHead);
        await provider.ChunkAsync("text one\n");
        Assert.Equal(("x1", 3L, "one"), await link.ReadEventAsync() is var first ? (first.ExecutionId, first.Seq, first.Text) : default);
        await provider.ChunkAsync("text two\nend\n");
        await provider.WriteAsync("0\r\n\r\n");
        Assert.Equal((4L, "two"), await link.ReadEventAsync() is var second ? (second.Seq, second.Text) : default);
        Assert.Equal(5, Assert.IsType<SeenEvent>(await link.ReadEventAsync()).Seq);
        var done = await link.ReadAsync<DoneFrame>();
        Assert.Equal(("x1", 5L), (done.ExecutionId, done.LastSeq));
        Assert.Equal((5L, 22L, false), (done.Timings.BytesSent, done.Timings.BytesReceived, done.Timings.ConnectionReused));
        Assert.True(done.Timings.SentMs <= done.Timings.FirstByteMs && done.Timings.FirstByteMs <= done.Timings.FirstEventMs
            && done.Timings.FirstEventMs <= done.Timings.EndMs);
    }

    [Fact]
    public async Task Next_call_to_the_same_provider_reuses_the_connection()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run("x1"));
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.AnswerAsync("end");
        await link.ReadEventAsync();
        Assert.False((await link.ReadAsync<DoneFrame>()).Timings.ConnectionReused);
        await link.SendAsync(WorkerRig.Run("x2"));
        await provider.AnswerAsync("end");
        await link.ReadEventAsync();
        Assert.True((await link.ReadAsync<DoneFrame>()).Timings.ConnectionReused);
        Assert.False(rig.Gateway.HasTunnel);
    }

    [Fact]
    public async Task Refused_nonce_ends_the_worker_with_code_4()
    {
        await using var rig = await WorkerRig.CreateAsync();
        rig.Controller.Next = FakeController.Verdict.Refuse;
        rig.Start();
        Assert.Equal(4, await rig.ExitAsync());
        Assert.Contains("refused this worker: the nonce is not known", rig.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("nonce-1", rig.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"type\":\"run\",\"execution_id\":")]
    [InlineData("{\"type\":\"unheard\"}")]
    [InlineData("")]
    [InlineData("{\"type\":\"welcome\",\"session\":\"again\"}")]
    [InlineData("{\"type\":\"run\",\"execution_id\":\"a\\\"b\",\"first_seq\":1}")]
    public async Task Malformed_frame_ends_the_worker_with_code_5(string line)
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendRawAsync(line + "\n");
        Assert.Equal(5, await rig.ExitAsync());
        Assert.Contains("ending", rig.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_line_that_is_not_a_welcome_ends_the_worker_with_code_5()
    {
        await using var rig = await WorkerRig.CreateAsync();
        rig.Start();
        var link = await rig.Controller.NextLinkAsync();
        await link.SendAsync(new PingFrame());
        Assert.Equal(5, await rig.ExitAsync());
    }

    [Fact]
    public async Task Run_before_a_claim_ends_the_worker_with_code_5()
    {
        await using var rig = await WorkerRig.CreateAsync();
        rig.Start();
        var link = await rig.Controller.NextLinkAsync();
        await link.SendAsync(new WelcomeFrame { Session = "s" });
        await link.SendAsync(WorkerRig.Run());
        Assert.Equal(5, await rig.ExitAsync());
    }

    [Fact]
    public async Task Second_tenant_ends_the_worker_at_once()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.ReadRequestAsync();
        await link.SendAsync(new ClaimFrame { Tenant = "t2", EgressToken = "token-2" });
        Assert.Equal(6, await rig.ExitAsync());
        Assert.DoesNotContain("token", rig.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_tenant_may_renew_its_egress_token()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(new ClaimFrame { Tenant = "t1", EgressToken = "token-2" });
        await link.SendAsync(WorkerRig.Run());
        Assert.Contains("Bearer token-2\r\n", (await rig.Gateway.NextTunnelAsync()).ConnectHead, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drained_worker_finishes_what_runs_and_exits_with_code_0()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run("x1"));
        var provider = await rig.Gateway.NextTunnelAsync();
        await link.SendAsync(new DrainFrame());
        await link.SendAsync(WorkerRig.Run("x2"));
        var refused = await link.ReadEventAsync();
        Assert.Equal(("x2", ErrorCodes.WorkerLost, true), (refused.ExecutionId, refused.Error.Code, refused.Error.Retryable));
        Assert.Equal("x2", (await link.ReadAsync<DoneFrame>()).ExecutionId);
        await link.AckAsync("x2", 1);
        await provider.AnswerAsync("text a", "end");
        Assert.Equal("a", (await link.ReadEventAsync()).Text);
        await link.ReadEventAsync();
        await link.ReadAsync<DoneFrame>();
        Assert.False(rig.HasExited);
        await link.AckAsync("x1", 2);
        Assert.Null(await link.ReadLineAsync());
        link.End();
        Assert.Equal(0, await rig.ExitAsync());
    }

    [Fact]
    public async Task Warm_worker_that_is_drained_exits_at_once()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(new PingFrame());
        await link.ReadAsync<PongFrame>();
        rig.Host.Drain();
        Assert.Null(await link.ReadLineAsync());
        link.End();
        Assert.Equal(0, await rig.ExitAsync());
    }

    [Fact]
    public async Task Told_to_terminate_the_worker_ends_at_once_whatever_runs()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        await rig.Gateway.NextTunnelAsync();
        await rig.TerminateAsync();
        Assert.Equal(143, await rig.ExitAsync());
    }

    [Fact]
    public async Task Worker_gives_memory_back_before_its_hello_and_when_it_became_quiet()
    {
        var time = new FakeTimeProvider();
        var (rig, link) = await WorkerRig.ClaimedAsync(time);
        await using var _ = rig;
        await rig.MemoryGivenBackAsync();
        await link.SendAsync(WorkerRig.Run());
        await (await rig.Gateway.NextTunnelAsync()).AnswerAsync("end");
        await link.ReadEventAsync();
        await link.ReadAsync<DoneFrame>();
        await link.AckAsync("x1", 1);
        await link.SendAsync(new PingFrame());
        await link.ReadAsync<PongFrame>();
        time.Advance(TimeSpan.FromSeconds(5));
        await rig.MemoryGivenBackAsync();
    }

    [Fact]
    public async Task Many_executions_run_at_once()
    {
        const int Count = 100;
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        var providers = new List<ProviderEnd>();
        for (var i = 0; i < Count; i++)
        {
            await link.SendAsync(WorkerRig.Run($"x{i}"));
            providers.Add(await rig.Gateway.NextTunnelAsync());
            await providers[i].ReadRequestAsync();
        }

        await Task.WhenAll(providers.Select(p => p.ReplyAsync("text a", "text b", "end")));
        var seqs = new Dictionary<string, long>(StringComparer.Ordinal);
        var done = 0;
        while (done < Count)
        {
            var line = Assert.IsType<string>(await link.ReadLineAsync());
            var view = System.Text.Json.JsonDocument.Parse(line).RootElement;
            var id = view.GetProperty("execution_id").GetString()!;
            if (view.GetProperty("type").GetString() == "done")
            {
                Assert.Equal(3, view.GetProperty("last_seq").GetInt64());
                done++;
                continue;
            }

            var seq = view.GetProperty("seq").GetInt64();
            Assert.Equal(seqs.GetValueOrDefault(id) + 1, seq);
            seqs[id] = seq;
            await link.AckAsync(id, seq);
        }

        Assert.All(seqs.Values, seq => Assert.Equal(3, seq));
    }
}
