using System.Net.Security;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Tests.Worker.Support;

namespace Polydev.Tests.Worker.Calls;

/// <summary>Every way a provider, or the way to it, can fail: the execution ends once, with the true reason.</summary>
public sealed class ProviderFailureTests
{
    [Fact]
    public async Task Answer_that_is_not_200_is_explained_by_the_wire()
    {
        var error = await FailAsync(async provider =>
        {
            await provider.ReadRequestAsync();
            await provider.WriteAsync("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nslow");
        });
        Assert.Equal((ErrorCodes.ProviderRateLimited, "slow", 429, 7d), (error.Code, error.Message, error.ProviderStatus, error.RetryAfterSeconds));
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        var error = await FailAsync(async provider =>
        {
            await provider.ReadRequestAsync();
            await provider.WriteAsync("HTTP/1.1 307 Elsewhere\r\nLocation: http://attacker.test/\r\nContent-Length: 0\r\n\r\n");
        });
        Assert.Equal(307, error.ProviderStatus);
    }

    [Theory]
    [InlineData("", ErrorCodes.ProviderUnreachable, true)]
    [InlineData("text 1\n", ErrorCodes.ProviderTruncated, false)]
    public async Task Connection_that_breaks_in_the_body_fails_by_whether_output_was_sent(string output, string code, bool retryable)
    {
        var error = await FailAsync(
            async provider =>
            {
                await provider.ReadRequestAsync();
                await provider.WriteAsync(ProviderEnd.StreamHead);
                if (output.Length > 0)
                {
                    await provider.ChunkAsync(output);
                }

                provider.Close();
            },
            skip: output.Length > 0 ? 1 : 0);
        Assert.Equal((code, retryable), (error.Code, error.Retryable));
    }

    [Fact]
    public async Task Body_that_ends_without_the_end_marker_is_judged_by_the_decoder()
    {
        var error = await FailAsync(provider => provider.AnswerAsync("text 1"), skip: 1);
        Assert.Equal((ErrorCodes.ProviderTruncated, "no end marker"), (error.Code, error.Message));
    }

    [Fact]
    public async Task Connection_that_closes_before_the_answer_is_unreachable_and_retryable()
    {
        var error = await FailAsync(async provider =>
        {
            await provider.ReadRequestAsync();
            provider.Close();
        });
        Assert.Equal((ErrorCodes.ProviderUnreachable, true), (error.Code, error.Retryable));
        Assert.Contains("provider.test:8080", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_is_not_http_is_unreachable()
    {
        var error = await FailAsync(async provider =>
        {
            await provider.ReadRequestAsync();
            await provider.WriteAsync("SSH-2.0-OpenSSH\r\n\r\n");
        });
        Assert.Equal(ErrorCodes.ProviderUnreachable, error.Code);
    }

    [Fact]
    public async Task Fault_in_the_decoder_fails_the_execution_and_tells_no_secret()
    {
        var error = await FailAsync(provider => provider.AnswerAsync("throw"));
        Assert.Equal(ErrorCodes.WorkerFailed, error.Code);
        Assert.DoesNotContain("sk-planted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_that_is_not_trusted_is_refused()
    {
        var error = await FailAsync(
            async provider =>
            {
                using var certificate = SelfSigned.Certificate("provider.test");
                await using var tls = new SslStream(provider.Stream);
                await Assert.ThrowsAnyAsync<Exception>(async () =>
                {
                    await tls.AuthenticateAsServerAsync(certificate).Within();
                    await tls.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
                });
            },
            run => run with { BaseUrl = "https://provider.test/" });
        Assert.Equal((ErrorCodes.ProviderUnreachable, false), (error.Code, error.Retryable));
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 24\r\n\r\nhost not on allow-list\r\n", ErrorCodes.EgressDenied, false, "host not on allow-list")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 29\r\n\r\n{\"code\":\"x\",\"message\":\"no no\"}", ErrorCodes.EgressDenied, false, "{\"code")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 30\r\n\r\n{\"code\":\"x\",\"message\":\"no no\"}", ErrorCodes.EgressDenied, false, ": no no")]
    [InlineData("HTTP/1.1 407 Token expired\r\n\r\n", ErrorCodes.EgressDenied, false, "Token expired")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n\r\n", ErrorCodes.ProviderUnreachable, true, "Bad Gateway")]
    [InlineData("HTTP/1.1 504\r\n\r\n", ErrorCodes.ProviderUnreachable, true, "HTTP 504")]
    [InlineData("gibberish\r\n\r\n", ErrorCodes.ProviderUnreachable, true, "not HTTP")]
    [InlineData("", ErrorCodes.ProviderUnreachable, true, "not HTTP")]
    public async Task Refusal_of_the_gateway_is_told_in_its_own_words(string reply, string code, bool retryable, string words)
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        rig.Gateway.Refuse = _ => reply;
        await link.SendAsync(WorkerRig.Run());
        var error = (await link.ReadEventAsync()).Error;
        Assert.Equal((code, retryable), (error.Code, error.Retryable));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Null((await link.ReadAsync<DoneFrame>()).Timings.SentMs);
    }

    [Fact]
    public async Task Unknown_wire_bad_address_and_unfit_request_fail_with_a_reason()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run("a") with { Wire = "morse" });
        Assert.Equal(ErrorCodes.WorkerFailed, (await link.ReadEventAsync()).Error.Code);
        await link.ReadAsync<DoneFrame>();
        await link.SendAsync(WorkerRig.Run("b") with { BaseUrl = "file:///etc/passwd" });
        Assert.Equal(ErrorCodes.WorkerFailed, (await link.ReadEventAsync()).Error.Code);
        await link.ReadAsync<DoneFrame>();
        await link.SendAsync(WorkerRig.Run("c", prompt: "unfit"));
        Assert.Equal(ErrorCodes.ProviderInvalidRequest, (await link.ReadEventAsync()).Error.Code);
        Assert.False(rig.Gateway.HasTunnel);
    }

    private static async Task<ExecutionError> FailAsync(Func<ProviderEnd, Task> provider, Func<RunFrame, RunFrame>? with = null, int skip = 0)
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(with?.Invoke(WorkerRig.Run()) ?? WorkerRig.Run());
        await provider(await rig.Gateway.NextTunnelAsync());
        for (; skip > 0; skip--)
        {
            Assert.NotNull((await link.ReadEventAsync()).Text);
        }

        var error = (await link.ReadEventAsync()).Error;
        await link.ReadAsync<DoneFrame>();
        return error;
    }
}
