using System.Text.Json.Nodes;

namespace Polydev.Controller.Api;

/// <summary>The examples of the API's description, each as its route takes or gives it.</summary>
internal static class ApiExamples
{
    /// <summary>Of an event stream.</summary>
    public const string Events = """
        id: 1
        event: queued
        data: {"type":"queued","position":0}

        id: 2
        event: started
        data: {"type":"started","attempt":1,"provider":"openai","model":"gpt-4.1-mini","wire":"openai-chat","worker":"wrk_93d11a1a853a2ccc7ad9"}

        id: 3
        event: text
        data: {"type":"text","text":"Hello"}

        """;

    private const string Job = """{"template":"runtime-container","parameters":{"memory_mb":256}}""";

    /// <summary>Of the body of a request; null when the operation has none.</summary>
    public static JsonNode? Request(string? operation) => Parse(operation switch
    {
        "createExecution" => """{"provider":"openai","model":"gpt-4.1-mini","prompt":"Say hello in one word.","max_tokens":50,"fallbacks":[{"provider":"anthropic","model":"claude-haiku-4-5"}]}""",
        "setCredential" => """{"api_key":"sk-example"}""",
        "createTenant" => """{"name":"Acme","id":"acme","limits":{"max_concurrent":20,"daily_spend_usd":50}}""",
        "updateTenant" => """{"suspended":false,"limits":{"requests_per_minute":600,"daily_spend_usd":null}}""",
        "createKey" => """{"name":"back office","expires_at":"2036-01-01T00:00:00Z"}""",
        "putPool" => """{"ceiling":200,"idle_ttl_seconds":900}""",
        "createJoinToken" => """{"name":"host-2","ttl_seconds":3600}""",
        "drainNode" => """{"deadline_seconds":120}""",
        "submitJob" or "planJob" => Job,
        _ => null,
    });

    /// <summary>Of the JSON of an answer that went well; null when there is none.</summary>
    public static JsonNode? Answer(string? operation) => Parse(operation switch
    {
        "createExecution" or "getExecution" =>
            """
            {"id":"exe_01m8jza28decwrypkkpabwh1aa","status":"succeeded","provider":"openai","model":"gpt-4.1-mini","created_at":"2026-03-14T12:00:00+00:00",
            "ended_at":"2026-03-14T12:00:00.75+00:00","output":{"text":"Hello!"},"stop_reason":"end","provider_stop_reason":"stop",
            "usage":{"input_tokens":13,"output_tokens":2,"cached_input_tokens":0,"reasoning_tokens":0},"cost_usd":0.0000084,"complete":true,
            "attempts":[{"number":1,"provider":"openai","model":"gpt-4.1-mini","wire":"openai-chat","worker":"wrk_93d11a1a853a2ccc7ad9","asked_ms":0.31,"claimed_ms":0.55,
            "sent_ms":0.66,"first_byte_ms":402.1,"first_event_ms":402.2,"end_ms":748.9,"bytes_sent":115,"bytes_received":629,"connection_reused":true}],
            "timings":{"queued_ms":0.29,"claim_ms":0.25,"first_event_ms":402.9,"total_ms":750.2},"worker":{"id":"wrk_93d11a1a853a2ccc7ad9","driver":"docker","warm":true},"last_seq":5}
            """,
        "createKey" => """{"id":"key_3f9a","tenant":"acme","hint":"mple","key":"pd_example","name":"back office","admin":false,"created_at":"2026-03-14T12:00:00+00:00","expires_at":"2036-01-01T00:00:00+00:00"}""",
        _ => null,
    });

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
