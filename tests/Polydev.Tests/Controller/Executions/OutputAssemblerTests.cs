using Polydev.Controller.Executions;

namespace Polydev.Tests.Controller.Executions;

/// <summary>Output put together from events.</summary>
public sealed class OutputAssemblerTests
{
    [Fact]
    public void Text_reasoning_calls_and_images_come_together()
    {
        var output = new OutputAssembler().Add("""
            {"type":"queued","position":0}
            {"type":"started","attempt":1}
            {"type":"reasoning","text":"hm","signature":"s"}
            {"type":"text","text":"Hel"}
            {"type":"tool_call","index":1,"id":"b","name":"two","arguments":""}
            {"type":"tool_call","index":0,"id":"a","name":"one","arguments":"{\"x\""}
            {"type":"text","text":"lo"}
            {"type":"tool_call","index":0,"arguments":":1}"}
            {"type":"image","mime_type":"image/png","data":"AA=="}
            {"type":"usage","usage":{"input_tokens":1},"cost_usd":0.1}
            {"type":"finished","stop_reason":"tool","provider_stop_reason":"tool_calls"}
            """u8).Build();
        Assert.Equal("Hello", output.Text);
        Assert.Equal("hm", output.Reasoning);
        Assert.Equal([("a", "one", "{\"x\":1}"), ("b", "two", "")], output.ToolCalls!.Select(c => (c.Id!, c.Name, c.Arguments)));
        Assert.Equal("image/png", Assert.Single(output.Images!).MimeType);
    }
}
