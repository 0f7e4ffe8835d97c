"""Consult: public consultation from draft to answer."""
