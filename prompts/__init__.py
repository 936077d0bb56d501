"""The texts a model is sent, kept as files with $gaps; `rag.generation.prompts` fills them.

To write an answer: answer.md, question.md, source.md and conversation.md (rag/generation/context.py); for
small models short.md, short_question.md and short_source.md (rag/generation/short_prompt.py). To
understand a message: rewrite.md and split.md (rag/generation/rephrase.py). To write the questions that a
paper answers: questions.md (rag/generation/expansion.py). To grade answers: judge.md (eval/judge.py). For
models of other programs: mcp.md, mcp_answer.md, mcp_check.md, mcp_review.md (rag/integrations/mcp/server.py).
"""
