using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Providers;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("Incorrect API key provided: sk-abc***xyz.", "Incorrect API key provided: [redacted].")]
    [InlineData("key sk-proj-Ab_c-1234567890, bad", "key [redacted], bad")]
    [InlineData("sk-ant-api03-AAAA_bbb-CC", "[redacted]")]
    [InlineData("API key AIzaSyD4Ab_c-12345 not valid", "API key [redacted] not valid")]
    [InlineData("token eyJhbGciOiJI.eyJzdWIiOiIx.sig-x", "token [redacted]")]
    [InlineData("Authorization: Bearer abcd1234", "Authorization: Bearer [redacted]")]
    [InlineData("x-api-key: abcd1234", "x-api-key: [redacted]")]
    [InlineData("GET /v1?key=abc&x=1", "GET /v1?key=[redacted]&x=1")]
    [InlineData("pd_0123456789abcdef", "[redacted]")]
    [InlineData("a task-force for the risk-free desk-top", "a task-force for the risk-free desk-top")]
    public void What_looks_like_a_key_is_taken_out_and_nothing_else(string text, string expected) => Assert.Equal(expected, Redaction.Apply(text));

    [Fact]
    public void A_known_credential_of_any_shape_is_taken_out_of_an_error()
    {
        var error = Redaction.Apply(
            new ExecutionError { Code = "c", Message = "bad key hunter2!", ProviderCode = "hunter2!", ProviderRequestId = "r-hunter2!" }, "hunter2!");
        Assert.Equal(("bad key [redacted]", "[redacted]", "r-[redacted]"), (error.Message, error.ProviderCode, error.ProviderRequestId));
    }

    [Fact]
    public void No_key_comes_through_an_error_of_any_wire_in_an_answer_or_a_stream()
    {
        const string Message = "Incorrect API key provided: sk-proj-verysecret0123456789";
        foreach (var wire in Wires.All)
        {
            var body = $$$"""{"type":"error","error":{"message":"{{{Message}}}","type":"x","status":"{{{Message}}}","code":"{{{Message}}}"}}""";
            Assert.DoesNotContain("verysecret", Answers.Error(wire.Name, 401, body).ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("verysecret", Answers.Error(wire.Name, 502, $"<h1>{Message}</h1>").ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("verysecret", Answers.Stream(wire.Name, body).Error!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_message_without_end_is_cut()
    {
        var error = Answers.Error(WireNames.OpenAiChat, 500, $$$"""{"error":{"message":"{{{new string('x', 50_000)}}}"}}""");
        Assert.InRange(error.Message.Length, 1000, 1200);
    }
}
